using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BasisTrees;

/// <summary>
/// What a verifier must know of a tree from outside every proof, as one line of text:
/// <c>basis1:&lt;tree id&gt;:&lt;key length&gt;:&lt;value length or v&gt;:&lt;raw|hashed|padded&gt;:&lt;digest&gt;</c>.
/// </summary>
/// <remarks>
/// An immutable value; any thread may use it. One value has one text: numbers are decimal without sign or leading zeros, the digest
/// is 66 lower-case hexadecimal digits, and nothing may stand before, between or after the fields. A proof may repeat the fields, but
/// they are then only compared (docs/FORMAT.md, "Trust string").
/// </remarks>
public sealed record TrustString
{
    /// <summary>The longest tree id, in characters.</summary>
    public const int TreeIdLengthMax = 128;

    private const string Version = "basis1";
    private const string VariableLength = "v";
    private const int FieldCount = 6;

    // The longest value length, 16777216, has eight digits; a longer text of digits is out of range and could overflow.
    private const int DigitsMax = 8;

    /// <summary>States what is trusted.</summary>
    /// <param name="treeId">The tree's id: 1 to 128 ASCII letters, digits, <c>_</c> and <c>-</c>.</param>
    /// <param name="keyLength">The length of every key in bytes, 1 to 255; 2 to 255 for padded keys, 32 for hashed ones.</param>
    /// <param name="valueLength">The length of every value in bytes, 0 to 16 MiB, or null if values vary in length.</param>
    /// <param name="keyMode">How ids become keys.</param>
    /// <param name="digest">The digest that is trusted.</param>
    /// <exception cref="ArgumentException">A part is out of its range.</exception>
    public TrustString(string treeId, int keyLength, int? valueLength, KeyMode keyMode, Digest digest)
    {
        ArgumentNullException.ThrowIfNull(treeId);
        if (!IsTreeId(treeId)) throw new ArgumentException("A tree id has 1 to 128 ASCII letters, digits, '_' and '-'.", nameof(treeId));
        Keys = new KeyScheme(keyMode, keyLength);
        if (valueLength is < 0 or > TreeParameters.ValueLengthLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(valueLength), valueLength, "A value has 0 to 16777216 bytes.");
        }

        TreeId = treeId;
        ValueLength = valueLength;
        Digest = digest;
    }

    /// <summary>The tree's id: 1 to 128 ASCII letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string TreeId { get; }

    /// <summary>How ids become keys, and how long keys are.</summary>
    public KeyScheme Keys { get; }

    /// <summary>The length of every key in bytes, 1 to 255.</summary>
    public int KeyLength => Keys.KeyLength;

    /// <summary>The length of every value in bytes, 0 to 16 MiB, or null if values vary in length.</summary>
    public int? ValueLength { get; }

    /// <summary>How ids become keys.</summary>
    public KeyMode KeyMode => Keys.Mode;

    /// <summary>The digest that is trusted.</summary>
    public Digest Digest { get; }

    /// <summary>
    /// The constants that a verifier of this tree takes. The text states no maximum for values that vary in length: it is then the
    /// longest that any tree accepts, 16 MiB.
    /// </summary>
    public TreeParameters Parameters => new(KeyLength, ValueLength, ValueLength ?? TreeParameters.ValueLengthLimit);

    /// <summary>Whether a text can be a tree's id: 1 to 128 ASCII letters, digits, <c>_</c> and <c>-</c>.</summary>
    public static bool IsTreeId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > TreeIdLengthMax) return false;
        foreach (char character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-')) return false;
        }

        return true;
    }

    /// <summary>Reads a trust string.</summary>
    /// <param name="text">Any text, also hostile, or null.</param>
    /// <param name="trust">What it states; null after a refusal.</param>
    /// <returns>False if the text is not, character for character, what <see cref="ToString"/> writes for some value.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out TrustString? trust)
    {
        trust = null;
        ReadOnlySpan<char> line = text;

        // One place more than there may be fields: it receives what a seventh field would be.
        Span<Range> fields = stackalloc Range[FieldCount + 1];
        if (line.Split(fields, ':') != FieldCount || !line[fields[0]].SequenceEqual(Version)) return false;
        if (!IsTreeId(line[fields[1]]) || !TryNumber(line[fields[2]], out int keyLength)) return false;
        int? valueLength = null;
        if (!line[fields[3]].SequenceEqual(VariableLength))
        {
            if (!TryNumber(line[fields[3]], out int stated) || stated > TreeParameters.ValueLengthLimit) return false;
            valueLength = stated;
        }

        if (!TryMode(line[fields[4]], out KeyMode mode) || !KeyScheme.Allows(mode, keyLength)) return false;
        ReadOnlySpan<char> hex = line[fields[5]];
        if (hex.Length != 2 * Digest.Length || hex.ContainsAnyInRange('A', 'F') || !Digest.TryParse(hex.ToString(), out Digest digest))
        {
            return false;
        }

        trust = new TrustString(line[fields[1]].ToString(), keyLength, valueLength, mode, digest);
        return true;
    }

    /// <summary>The trust string: the one text that <see cref="TryParse"/> reads as this value.</summary>
    public override string ToString()
    {
        string values = ValueLength?.ToString(CultureInfo.InvariantCulture) ?? VariableLength;
        return string.Create(CultureInfo.InvariantCulture, $"{Version}:{TreeId}:{KeyLength}:{values}:{Name(KeyMode)}:{Digest}");
    }

    private static string Name(KeyMode mode) => mode switch
    {
        KeyMode.Raw => "raw",
        KeyMode.Hashed => "hashed",
        _ => "padded",
    };

    private static bool TryMode(ReadOnlySpan<char> text, out KeyMode mode)
    {
        for (mode = KeyMode.Raw; mode <= KeyMode.Padded; mode++)
        {
            if (text.SequenceEqual(Name(mode))) return true;
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        if (digits.Length is 0 or > DigitsMax || (digits[0] == '0' && digits.Length > 1)) return false;
        foreach (char digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (10 * number) + (digit - '0');
        }

        return true;
    }
}
