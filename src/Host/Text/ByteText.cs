using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Host.Text;

/// <summary>Reads and writes bytes in a <see cref="ByteEncoding"/>.</summary>
internal static class ByteText
{
    /// <summary>Reads an argument.</summary>
    /// <param name="text">The argument as the runtime gives it.</param>
    /// <param name="encoding">How it is written.</param>
    /// <param name="bytes">The bytes it means.</param>
    /// <param name="refusal">One sentence that says why it means none.</param>
    internal static bool TryDecode(
        string text, ByteEncoding encoding, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? refusal)
    {
        bytes = null;
        refusal = null;
        switch (encoding)
        {
            case ByteEncoding.Hex:
                if (text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)) bytes = Convert.FromHexString(text);
                else refusal = $"{Show(text)} is not an even number of hexadecimal digits.";
                break;
            case ByteEncoding.Base64:
                byte[] buffer = new byte[text.Length];
                if (!text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, buffer, out int length)) bytes = buffer[..length];
                else refusal = $"{Show(text)} is not base64.";
                break;
            default:
                // The runtime puts U+FFFD where an argument is not UTF-8; taken as text, another id than the one meant would be used.
                if (text.Contains('\uFFFD', StringComparison.Ordinal)) refusal = $"{Show(text)} is not valid UTF-8; write it with --hex.";
                else bytes = Encoding.UTF8.GetBytes(text);
                break;
        }

        return bytes is not null;
    }

    /// <summary>Writes bytes; as text they are escaped so that they are safe for a terminal.</summary>
    internal static string Encode(ReadOnlySpan<byte> bytes, ByteEncoding encoding) => encoding switch
    {
        ByteEncoding.Hex => Convert.ToHexStringLower(bytes),
        ByteEncoding.Base64 => Convert.ToBase64String(bytes),
        _ => SafeText.Line(bytes),
    };

    /// <summary>A text from outside in quotes, safe to print.</summary>
    internal static string Show(string text) => SafeText.Quote(Encoding.UTF8.GetBytes(text));
}
