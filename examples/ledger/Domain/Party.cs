using System.Buffers.Binary;
using System.Text;

namespace BasisTrees.Examples.Ledger;

/// <summary>Somebody who owes or is owed to: the value under the party's id.</summary>
/// <param name="Name">1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>, first a letter or digit; unique in a ledger.</param>
/// <param name="Point">The public key on P-256: X then Y, 64 bytes.</param>
/// <param name="Pairs">How many pairs it is in.</param>
internal sealed record Party(string Name, byte[] Point, long Pairs)
{
    /// <summary>The longest name.</summary>
    internal const int NameLengthMax = 64;

    private const byte Version = 1;
    private const int PointAt = 1 + sizeof(long);
    private const int NameAt = PointAt + PartyKey.PointLength;

    /// <summary>The hash of the public key: whoever has the id cannot be shown another key.</summary>
    internal Label Id { get; } = LedgerHash.Party(Point);

    /// <summary>Whether a text can be a name; such names are safe in files and on terminals.</summary>
    internal static bool IsName(string? text) => text is { Length: > 0 and <= NameLengthMax } && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Its form: a version byte, the number of pairs, the public key, the name.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[NameAt + Name.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Pairs);
        Point.CopyTo(bytes, PointAt);
        Encoding.ASCII.GetBytes(Name, bytes.AsSpan(NameAt));
        return bytes;
    }

    /// <summary>Reads its form.</summary>
    internal static Party? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is <= NameAt or > NameAt + NameLengthMax || bytes[0] != Version) return null;
        long pairs = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        string name = Encoding.ASCII.GetString(bytes[NameAt..]);
        return pairs < 0 || !IsName(name) ? null : new Party(name, bytes[PointAt..NameAt].ToArray(), pairs);
    }
}
