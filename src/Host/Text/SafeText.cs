using System.Buffers;
using System.Globalization;
using System.Text;

namespace BasisTrees.Host.Text;

/// <summary>Shows bytes that come from anywhere to a person: what a terminal would obey, or hide, is escaped.</summary>
internal static class SafeText
{
    private const int QuoteBytesMax = 200;

    /// <summary>The bytes as text in quotes, cut after 200 bytes with their number given.</summary>
    internal static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        bool cut = bytes.Length > QuoteBytesMax;
        Append(text, cut ? bytes[..QuoteBytesMax] : bytes, quoted: true);
        text.Append('"');
        if (cut) text.Append(CultureInfo.InvariantCulture, $"... ({bytes.Length} bytes)");
        return text.ToString();
    }

    /// <summary>The bytes as one line of text without quotes; equal texts mean equal bytes.</summary>
    internal static string Line(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Append(text, bytes, quoted: false);
        return text.ToString();
    }

    /// <summary>JSON that says the same with everything escaped that a terminal might obey or hide.</summary>
    /// <param name="json">JSON in UTF-8. What is not ASCII stands within texts, where an escape means the same.</param>
    internal static ReadOnlySpan<byte> InJson(byte[] json)
    {
        if (Ascii.IsValid(json)) return json;
        var safe = new ArrayBufferWriter<byte>(json.Length);
        Span<char> chars = stackalloc char[2];
        ReadOnlySpan<byte> rest = json;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out Rune rune, out int length); // the serializer writes valid UTF-8
            if (rune.IsAscii || IsPlain(rune)) safe.Write(rest[..length]);
            else foreach (char unit in chars[..rune.EncodeToUtf16(chars)]) safe.Write(Encoding.ASCII.GetBytes($"\\u{(int)unit:x4}"));
            rest = rest[length..];
        }

        return safe.WrittenSpan;
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> bytes, bool quoted)
    {
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            if (status != OperationStatus.Done)
            {
                foreach (byte single in bytes[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{single:x2}");
            }
            else if (rune.Value == '\\' || (quoted && rune.Value == '"'))
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else if (IsPlain(rune))
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                AppendEscape(text, rune);
            }

            bytes = bytes[length..];
        }
    }

    private static void AppendEscape(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\t':
                text.Append("\\t");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\r':
                text.Append("\\r");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                break;
        }
    }

    // Format characters can turn the direction of a line, so they are as unsafe as control characters.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
