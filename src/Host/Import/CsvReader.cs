using System.Buffers;
using System.Text.Unicode;

namespace BasisTrees.Host.Import;

/// <summary>
/// Two fields on a record, id and value, by RFC 4180: commas between, quotes around a field that holds commas, quotes or line ends, a quote
/// within such a field written twice.
/// </summary>
/// <param name="source">The lines.</param>
/// <param name="hasHeader">Whether the first record of the input names the columns.</param>
internal sealed class CsvReader(LineSource source, bool hasHeader) : IRecordReader
{
    private const int RecordBytesMax = LineSource.LineBytesMax;

    private readonly ArrayBufferWriter<byte> _field = new();
    private readonly List<byte[]> _fields = [];
    private bool _isQuoted; // within a quoted field, which goes on in the next line

    public bool TryRead(out ImportRecord record)
    {
        if (hasHeader && source.Lines == 0 && !TryReadRecord(out _))
        {
            record = default;
            return false;
        }

        return TryReadRecord(out record);
    }

    private bool TryReadRecord(out ImportRecord record)
    {
        record = default;
        _fields.Clear();
        _field.ResetWrittenCount();
        _isQuoted = false;
        long first = source.Lines + 1;
        while (source.TryRead(out ReadOnlySpan<byte> line, out bool isOverlong))
        {
            string? refusal = isOverlong ? $"the line is longer than {LineSource.LineBytesMax} bytes" : Read(line);
            if (_field.WrittenCount > RecordBytesMax) refusal = $"a field is longer than {RecordBytesMax} bytes";
            if (refusal is null && _isQuoted) continue;
            record = refusal is null ? Finish(first) : ImportRecord.Bad(first, source.Lines, refusal);
            return true;
        }

        if (!_isQuoted) return false;
        record = ImportRecord.Bad(first, source.Lines, "the input ends within a quoted field");
        return true;
    }

    // Reads one line into the fields; leaves _isQuoted set if the record goes on.
    private string? Read(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = LineSource.WithoutEnd(line);
        int at = 0;
        while (true)
        {
            if (!_isQuoted && at < text.Length && text[at] == '"')
            {
                _isQuoted = true;
                at++;
            }

            if (_isQuoted)
            {
                if (!TryReadQuoted(text, ref at))
                {
                    _field.Write(line[at..]);
                    return null;
                }

                _isQuoted = false;
                if (at < text.Length && text[at] != ',') return "there is text after the closing quote of a field";
            }
            else
            {
                int comma = text[at..].IndexOf((byte)',');
                ReadOnlySpan<byte> plain = comma < 0 ? text[at..] : text.Slice(at, comma);
                if (plain.Contains((byte)'"')) return "there is a quote within a field that does not begin with one";
                _field.Write(plain);
                at += plain.Length;
            }

            _fields.Add(_field.WrittenSpan.ToArray());
            _field.ResetWrittenCount();
            if (at >= text.Length) return null;
            at++;
        }
    }

    // Reads up to the closing quote; false, with everything before `at` taken, if the line ends first.
    private bool TryReadQuoted(ReadOnlySpan<byte> text, ref int at)
    {
        while (true)
        {
            int quote = text[at..].IndexOf((byte)'"');
            if (quote < 0) return false;
            _field.Write(text.Slice(at, quote));
            at += quote + 1;
            if (at >= text.Length || text[at] != '"') return true;
            _field.Write("\""u8);
            at++;
        }
    }

    private ImportRecord Finish(long first)
    {
        string? refusal = _fields.Count != 2 ? $"a record has the two fields id and value, and this one has {_fields.Count}"
            : _fields[0].Length == 0 ? "the id is empty"
            : !Utf8.IsValid(_fields[0]) || !Utf8.IsValid(_fields[1]) ? "it is not valid UTF-8; the format jsonl can carry any bytes"
            : null;
        return refusal is null
            ? new ImportRecord(first, source.Lines, _fields[0], _fields[1], null)
            : ImportRecord.Bad(first, source.Lines, refusal);
    }
}
