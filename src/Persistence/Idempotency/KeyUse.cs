using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>That an idempotency key was used: for which batch, and what came of it.</summary>
/// <param name="Key">The first half of the hash of the key.</param>
/// <param name="Batch">The first half of the hash of the batch.</param>
/// <param name="Revision">The revision that the batch made.</param>
/// <param name="After">The digest after it.</param>
internal readonly record struct KeyUse(UInt128 Key, UInt128 Batch, long Revision, Digest After)
{
    /// <summary>The bytes of a use where it is written down.</summary>
    internal const int Length = 16 + 16 + 8 + Digest.Length;

    internal void Write(ByteWriter writer)
    {
        Span<byte> half = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(half, Key);
        writer.Bytes(half);
        BinaryPrimitives.WriteUInt128LittleEndian(half, Batch);
        writer.Bytes(half);
        writer.U64((ulong)Revision);
        writer.Digest(After);
    }

    internal static KeyUse Read(ref ByteReader reader)
    {
        UInt128 key = Half(ref reader);
        UInt128 batch = Half(ref reader);
        return new KeyUse(key, batch, (long)reader.U64(), reader.Digest());
    }

    private static UInt128 Half(ref ByteReader reader) =>
        reader.Take(16) is { Length: 16 } half ? BinaryPrimitives.ReadUInt128LittleEndian(half) : default;
}
