using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The bytes before the body of a record of nodes: a checksum over store, segment, offset, the fields and the body; the length of the
/// body; the birth; and in a compacted segment the place that the record keeps.
/// </summary>
/// <param name="Length">The bytes of the body.</param>
/// <param name="Birth">The first revision that needs the record.</param>
/// <param name="Place">The place that the record has for good.</param>
internal readonly record struct NodeRecordHeader(int Length, long Birth, NodePlace Place)
{
    private const int ChecksumLength = sizeof(uint);

    /// <summary>Writes the fields and the checksum before a body that is already in its place.</summary>
    /// <param name="record">The whole record: room for the header, then the body.</param>
    /// <param name="segment">The segment that the record goes to.</param>
    /// <param name="offset">Where in it the record goes.</param>
    /// <param name="isMoved">Whether the header has the place.</param>
    internal void Write(Span<byte> record, in SegmentPlace segment, long offset, bool isMoved)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], Birth);
        if (isMoved) BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Place.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(record, segment.HeaderChecksum(offset, record[ChecksumLength..]));
    }

    /// <summary>Reads the fields, which may be anything, without looking at the checksum.</summary>
    /// <param name="bytes">At least a header.</param>
    /// <param name="place">The place of the record where the header does not say it.</param>
    /// <param name="isMoved">Whether the header has the place.</param>
    internal static NodeRecordHeader Read(ReadOnlySpan<byte> bytes, NodePlace place, bool isMoved) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        isMoved ? new NodePlace(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])) : place);

    /// <summary>Whether the checksum of a whole record is right at its offset.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> record, in SegmentPlace segment, long offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record) == segment.HeaderChecksum(offset, record[ChecksumLength..]);
}
