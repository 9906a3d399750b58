using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Tokens;

/// <summary>
/// What a token file says. Each of its lines is empty, a remark after #, or <c>NAME ROLE HASH</c>, parted by single spaces.
/// </summary>
/// <remarks>Immutable; any thread may use it.</remarks>
internal sealed class TokenSet
{
    /// <summary>The longest token file in bytes.</summary>
    internal const int BytesMax = 1 << 20;

    private const int HashBytes = 32;
    private const string Expectation = "Expected NAME ROLE HASH: a name of 1 to 128 letters, digits, _ and -, then read, write or admin, "
        + "then the SHA-256 of the token in 64 hexadecimal digits, with one space between them.";

    private TokenSet(IReadOnlyList<TokenEntry> entries) => Entries = entries;

    /// <summary>The tokens in the order of the file.</summary>
    internal IReadOnlyList<TokenEntry> Entries { get; }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file, which nobody but its owner may read.</param>
    /// <param name="tokens">What it says.</param>
    /// <param name="refusal">One sentence with file and line, and nothing of what stands there: it could be a secret.</param>
    internal static bool TryRead(string path, [NotNullWhen(true)] out TokenSet? tokens, [NotNullWhen(false)] out string? refusal)
    {
        tokens = null;
        byte[] bytes = new byte[BytesMax + 1];
        if (!SecretFile.TryRead(path, bytes, out int length, out string? what)) refusal = $"The token file {path} {what}.";
        else if (length > BytesMax) refusal = $"The token file {path} has more than {BytesMax} bytes.";
        else if (TryParse(bytes.AsSpan(0, length), out tokens, out int line, out string? wrong)) refusal = null;
        else refusal = string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {wrong}");
        return tokens is not null && refusal is null;
    }

    /// <summary>Finds the token that has been presented; takes the same time for each of a length and for none.</summary>
    internal TokenEntry? Find(TokenSecret secret)
    {
        byte[] hash = secret.Hash();
        TokenEntry? found = null;
        foreach (TokenEntry entry in Entries)
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Hash.Span, hash)) found = entry;
        }

        return found;
    }

    /// <summary>Finds a token by its name.</summary>
    internal TokenEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Reads the bytes of a file.</summary>
    internal static bool TryParse(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TokenSet? tokens, out int line, [NotNullWhen(false)] out string? wrong)
    {
        tokens = null;
        wrong = null;
        line = 0;
        var entries = new List<TokenEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int offset = 0; offset < bytes.Length;)
        {
            line++;
            int end = bytes[offset..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = end < 0 ? bytes[offset..] : bytes.Slice(offset, end);
            if (!text.IsEmpty && text[0] != '#' && !text.SequenceEqual("\r"u8))
            {
                if (!TryEntry(text, offset, out TokenEntry? entry)) wrong = Expectation;
                else if (!names.Add(entry.Name)) wrong = $"The name {entry.Name} stands in the file twice.";
                else entries.Add(entry);
                if (wrong is not null) return false;
            }

            offset += text.Length + 1;
        }

        tokens = new TokenSet(entries);
        return true;
    }

    private static bool TryEntry(ReadOnlySpan<byte> text, int offset, [NotNullWhen(true)] out TokenEntry? entry)
    {
        entry = null;
        string[] words = Encoding.Latin1.GetString(text.TrimEnd((byte)'\r')).Split(' ');
        byte[] hash = new byte[HashBytes];
        if (words.Length != 3 || !StoreDefinition.IsTreeId(words[0]) || !Words.TryRole(words[1], out TokenRole role)) return false;
        if (words[2].Length != 2 * HashBytes
            || Convert.FromHexString(words[2], hash, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        entry = new TokenEntry(words[0], role, hash) { Offset = offset, Length = text.Length };
        return true;
    }
}
