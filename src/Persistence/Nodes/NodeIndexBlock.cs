using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>One block of an index file: lines back to back, zeros, and a checksum over store, segment, offset and all of it.</summary>
internal static class NodeIndexBlock
{
    private const int ChecksumOffset = NodeFormat.IndexBlockLength - sizeof(uint);

    internal static void Seal(Span<byte> block, in SegmentPlace place, long offset) =>
        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], place.HeaderChecksum(offset, block[..ChecksumOffset]));

    internal static bool IsWhole(ReadOnlySpan<byte> block, in SegmentPlace place, long offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block[ChecksumOffset..]) == place.HeaderChecksum(offset, block[..ChecksumOffset]);

    internal static void Write(Span<byte> block, int index, NodeIndexEntry entry)
    {
        Span<byte> line = block[(index * NodeFormat.IndexEntryLength)..];
        BinaryPrimitives.WriteUInt64LittleEndian(line, entry.Key);
        BinaryPrimitives.WriteUInt32LittleEndian(line[sizeof(ulong)..], entry.Value);
    }

    internal static NodeIndexEntry Read(ReadOnlySpan<byte> block, int index)
    {
        ReadOnlySpan<byte> line = block[(index * NodeFormat.IndexEntryLength)..];
        return new NodeIndexEntry(
            BinaryPrimitives.ReadUInt64LittleEndian(line), BinaryPrimitives.ReadUInt32LittleEndian(line[sizeof(ulong)..]));
    }

    /// <summary>The blocks that a number of lines takes.</summary>
    internal static int CountFor(int entries) => (int)(((long)entries + NodeFormat.IndexBlockEntries - 1) / NodeFormat.IndexBlockEntries);
}
