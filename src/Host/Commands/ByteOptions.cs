using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Commands;

/// <summary>The options that say how ids and values are written: as text, or with <c>--hex</c> or <c>--base64</c>.</summary>
internal sealed class ByteOptions
{
    private readonly Option<bool> _hex = new("--hex") { Description = "Ids and values are hexadecimal digits." };
    private readonly Option<bool> _base64 = new("--base64") { Description = "Ids and values are base64." };

    internal void AddTo(Command command)
    {
        command.Options.Add(_hex);
        command.Options.Add(_base64);
    }

    internal bool TryRead(ParseResult parsed, out ByteEncoding encoding, [NotNullWhen(false)] out Problem? problem)
    {
        bool isHex = parsed.GetValue(_hex);
        bool isBase64 = parsed.GetValue(_base64);
        encoding = isHex ? ByteEncoding.Hex : isBase64 ? ByteEncoding.Base64 : ByteEncoding.Text;
        problem = isHex && isBase64 ? new Problem(ProblemKind.InvalidRequest, "Give either --hex or --base64, not both.") : null;
        return problem is null;
    }

    /// <summary>Reads an argument, or says what is wrong with it.</summary>
    internal static bool TryBytes(
        string text, ByteEncoding encoding, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out Problem? problem)
    {
        problem = ByteText.TryDecode(text, encoding, out bytes, out string? refusal)
            ? null
            : new Problem(ProblemKind.InvalidRequest, refusal);
        return bytes is not null && problem is null;
    }

    /// <summary>Reads several arguments, or says what is wrong with one.</summary>
    internal static bool TryBytes(
        string[] texts, ByteEncoding encoding, out byte[][] all, [NotNullWhen(false)] out Problem? problem)
    {
        all = new byte[texts.Length][];
        problem = null;
        for (int i = 0; i < texts.Length; i++)
        {
            if (!TryBytes(texts[i], encoding, out byte[]? bytes, out problem)) return false;
            all[i] = bytes;
        }

        return true;
    }
}
