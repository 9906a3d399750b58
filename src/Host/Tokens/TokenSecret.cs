using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Tokens;

/// <summary>A bearer token: a prefix by which it is recognised wherever it turns up, and 32 random bytes in base64url.</summary>
/// <remarks>Immutable. It is in no message: whoever wants its text says so with <see cref="Reveal"/>.</remarks>
internal sealed class TokenSecret
{
    private const string Prefix = "basis_";
    private const int RandomBytes = 32;

    // A line end or two may follow it in a file, and one byte more shows that the file holds something else.
    private const int FileBytesMax = 128;

    private readonly string _text;

    private TokenSecret(string text) => _text = text;

    /// <summary>How many characters a token has.</summary>
    private static int Length { get; } = Prefix.Length + Base64Url.GetEncodedLength(RandomBytes);

    /// <summary>Makes a new one.</summary>
    internal static TokenSecret New() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>Takes a text for a token if it has the form of one.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out TokenSecret? secret)
    {
        bool isToken = text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Digits) < 0;
        secret = isToken ? new TokenSecret(text) : null;
        return isToken;
    }

    /// <summary>Reads a file that holds a token and nothing else but the end of its line.</summary>
    /// <param name="path">The file, which nobody but its owner may read.</param>
    /// <param name="secret">The token.</param>
    /// <param name="refusal">One sentence without anything of the file.</param>
    internal static bool TryReadFile(
        string path, [NotNullWhen(true)] out TokenSecret? secret, [NotNullWhen(false)] out string? refusal)
    {
        secret = null;
        byte[] bytes = new byte[FileBytesMax];
        bool isRead = SecretFile.TryRead(path, bytes, out int length, out refusal);
        if (isRead && !TryParse(Encoding.Latin1.GetString(bytes, 0, length).TrimEnd('\r', '\n'), out secret))
            refusal = $"holds no token: that is {Prefix} and {Length - Prefix.Length} letters, digits, - and _";
        CryptographicOperations.ZeroMemory(bytes);
        if (secret is not null) return true;
        refusal = $"The token file {path} {refusal}.";
        return false;
    }

    /// <summary>What is kept of it: the SHA-256 of its text, 32 bytes.</summary>
    internal byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(_text));

    /// <summary>Its text, for the request that it is sent with and for the one time that it is shown.</summary>
    internal string Reveal() => _text;

    /// <summary>Says that it is a token, and nothing of it.</summary>
    public override string ToString() => "a token";

    private static System.Buffers.SearchValues<char> Digits { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
