using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Import;

/// <summary>
/// One JSON object on a line: <c>{"id": ..., "value": ...}</c>, each a text or <c>{"base64": "..."}</c> or <c>{"hex": "..."}</c>.
/// </summary>
internal sealed class JsonLinesReader(LineSource source) : IRecordReader
{
    public bool TryRead(out ImportRecord record)
    {
        record = default;
        if (!source.TryRead(out ReadOnlySpan<byte> line, out bool isOverlong)) return false;
        long number = source.Lines;
        if (isOverlong) record = ImportRecord.Bad(number, number, $"the line is longer than {LineSource.LineBytesMax} bytes");
        else if (!Json.TryRead(LineSource.WithoutEnd(line), out JsonEntry? entry, out string? refusal))
            record = ImportRecord.Bad(number, number, $"it is not a JSON object with the members id and value: {refusal.TrimEnd('.')}");
        else if (entry.Id.Memory.IsEmpty) record = ImportRecord.Bad(number, number, "the id is empty");
        else record = new ImportRecord(number, number, entry.Id.Memory.ToArray(), entry.Value.Memory.ToArray(), null);
        return true;
    }

    private sealed record JsonEntry(Bytes Id, Bytes Value);
}
