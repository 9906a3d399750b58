using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Host.Toml;

/// <summary>
/// The first pass over a text: strict UTF-8, no control characters, carriage returns only before line feeds. These rules hold
/// alike in keys, strings, comments and between them, so that no later step has to think of them.
/// </summary>
internal static class TomlText
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Decodes a text, or names the first byte or character that may not be there.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out TomlError? error)
    {
        text = null;
        if (utf8.Length > TomlDocument.BytesMax)
        {
            error = new TomlError(new(1, 1), $"The text has {utf8.Length} bytes; at most {TomlDocument.BytesMax} are read.");
            return false;
        }

        if (utf8.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        var decoded = new StringBuilder(utf8.Length);
        int line = 1, column = 1;
        while (!utf8.IsEmpty)
        {
            string? refusal = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) == OperationStatus.Done
                ? Refusal(rune, utf8[length..])
                : $"The byte 0x{utf8[0]:X2} is not part of valid UTF-8.";
            if (refusal is not null)
            {
                error = new TomlError(new(line, column), refusal);
                return false;
            }

            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + 1);
            decoded.Append(rune);
            utf8 = utf8[length..];
        }

        text = decoded.ToString();
        error = null;
        return true;
    }

    /// <summary>Why a character may not stand in a TOML text, or null if it may.</summary>
    private static string? Refusal(Rune rune, ReadOnlySpan<byte> rest) => rune.Value switch
    {
        '\t' or '\n' => null,
        '\r' when rest.StartsWith("\n"u8) => null,
        '\r' => "A carriage return may stand only before a line feed.",
        < 0x20 or 0x7F => $"The control character U+{rune.Value:X4} may not stand in TOML text; in a basic string it can be escaped.",
        _ => null,
    };
}
