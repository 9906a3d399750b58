using System.Buffers.Binary;

namespace BasisTrees.Examples.Ledger;

/// <summary>How much a ledger holds: the value of its root entry.</summary>
/// <param name="Parties">The number of parties.</param>
/// <param name="Pairs">The number of pairs that ever had a note.</param>
/// <param name="Notes">The number of notes.</param>
internal sealed record BookTotals(long Parties, long Pairs, long Notes)
{
    private const byte Version = 1;
    private const int Length = 1 + (3 * sizeof(long));

    /// <summary>Its form: a version byte and three numbers.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Parties);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + sizeof(long)), Pairs);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + (2 * sizeof(long))), Notes);
        return bytes;
    }

    /// <summary>Reads its form.</summary>
    internal static BookTotals? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || bytes[0] != Version) return null;
        return new BookTotals(
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + sizeof(long))..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + (2 * sizeof(long)))..]));
    }
}
