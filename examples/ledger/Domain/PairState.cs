using System.Buffers.Binary;

namespace BasisTrees.Examples.Ledger;

/// <summary>What one party owes another one at a revision: the value under the key of the pair, so that the digest commits to it.</summary>
/// <param name="Issued">All that was promised directly.</param>
/// <param name="Received">All that came from others by transfers.</param>
/// <param name="Transferred">All that went to others by transfers.</param>
/// <param name="Redeemed">All that was paid back.</param>
/// <param name="LastTime">The time of the last note.</param>
/// <param name="Notes">The number of notes.</param>
/// <param name="LastNote">The last note, which names the one before it, and so on to the first: the whole history.</param>
internal sealed record PairState(
    long Issued, long Received, long Transferred, long Redeemed, long LastTime, long Notes, Label LastNote)
{
    /// <summary>The length of its form: a version byte, six numbers, a note id.</summary>
    internal const int Length = 1 + (6 * sizeof(long)) + Label.Length;

    private const byte Version = 1;

    /// <summary>Before the first note.</summary>
    internal static PairState None { get; } = new(0, 0, 0, 0, 0, 0, default);

    /// <summary>What is owed now.</summary>
    internal long Owed => Issued + Received - Transferred - Redeemed;

    /// <summary>Its form.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        bytes[0] = Version;
        ReadOnlySpan<long> numbers = [Issued, Received, Transferred, Redeemed, LastTime, Notes];
        for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + (i * sizeof(long))), numbers[i]);
        LastNote.CopyTo(bytes.AsSpan(Length - Label.Length));
        return bytes;
    }

    /// <summary>Reads its form; sums that no sequence of notes leads to are none.</summary>
    internal static PairState? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || bytes[0] != Version) return null;
        Span<long> numbers = stackalloc long[6];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + (i * sizeof(long)))..]);
            if (numbers[i] < 0) return null;
        }

        Int128 owed = (Int128)numbers[0] + numbers[1] - numbers[2] - numbers[3];
        return owed < 0 || owed > long.MaxValue || (Int128)numbers[0] + numbers[1] > long.MaxValue
            ? null
            : new PairState(
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], new Label(bytes[(Length - Label.Length)..]));
    }
}
