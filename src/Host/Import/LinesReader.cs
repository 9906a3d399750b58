using System.Text.Unicode;

namespace BasisTrees.Host.Import;

/// <summary>One entry on a line: id, tab, value. The value goes to the end of the line and may hold further tabs.</summary>
internal sealed class LinesReader(LineSource source) : IRecordReader
{
    public bool TryRead(out ImportRecord record)
    {
        record = default;
        if (!source.TryRead(out ReadOnlySpan<byte> line, out bool isOverlong)) return false;
        record = isOverlong
            ? ImportRecord.Bad(source.Lines, source.Lines, $"the line is longer than {LineSource.LineBytesMax} bytes")
            : Read(LineSource.WithoutEnd(line));
        return true;
    }

    private ImportRecord Read(ReadOnlySpan<byte> line)
    {
        int tab = line.IndexOf((byte)'\t');
        string? refusal = tab < 0 ? "there is no tab between id and value"
            : tab == 0 ? "the id before the tab is empty"
            : !Utf8.IsValid(line) ? "it is not valid UTF-8; the format jsonl can carry any bytes"
            : null;
        return refusal is null
            ? new ImportRecord(source.Lines, source.Lines, line[..tab].ToArray(), line[(tab + 1)..].ToArray(), null)
            : ImportRecord.Bad(source.Lines, source.Lines, refusal);
    }
}
