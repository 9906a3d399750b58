using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>The idempotency key of a batch, and the batch that it stands for.</summary>
/// <param name="Bytes">The key as the user gave it; the store's own memory.</param>
/// <param name="Hash">The first half of its hash.</param>
/// <param name="Batch">The first half of the hash of the batch.</param>
internal readonly record struct BatchKey(ReadOnlyMemory<byte> Bytes, UInt128 Hash, UInt128 Batch)
{
    // What the hash of a batch begins with, so that nothing else hashes to it.
    private static ReadOnlySpan<byte> Tag => "BTBATCH1"u8;

    /// <summary>Names a batch that passed the door.</summary>
    internal static BatchKey Of(ReadOnlyMemory<byte> key, Digest? expected, ReadOnlySpan<Operation> operations)
    {
        var writer = new ByteWriter();
        writer.Bytes(Tag);
        writer.U8(expected is null ? (byte)0 : (byte)1);
        if (expected is { } digest) writer.Digest(digest);
        foreach (Operation operation in operations)
        {
            writer.U8((byte)operation.Kind);
            writer.U8((byte)operation.Key.Length);
            writer.Bytes(operation.Key.Span);
            writer.U32((uint)operation.Value.Length);
            writer.Bytes(operation.Value.Span);
            writer.I64(operation.Delta);
        }

        byte[] own = key.ToArray();
        return new BatchKey(own, HashOf(own), HashOf(writer.Written));
    }

    /// <summary>The key of a use that a record of the log names.</summary>
    internal static UInt128 HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Blake2b256.Length];
        Blake2b256.Hash(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
