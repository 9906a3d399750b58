using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// Which store and segment a frame is in: with the frame's offset it goes into the checksum, so that recycled, moved or foreign bytes
/// never pass.
/// </summary>
internal readonly struct SegmentPlace
{
    // The checksum state after store id and segment number, the same for every frame of the segment.
    private readonly uint _state;

    internal SegmentPlace(StoreId storeId, ulong segment)
    {
        Span<byte> bytes = stackalloc byte[LogFormat.StoreIdLength + sizeof(ulong)];
        storeId.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[LogFormat.StoreIdLength..], segment);
        _state = Crc32C.Append(Crc32C.Start, bytes);
    }

    /// <summary>The checksum of a frame header's covered bytes at an offset.</summary>
    internal uint HeaderChecksum(long offset, ReadOnlySpan<byte> covered)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, offset);
        return Crc32C.Finish(Crc32C.Append(Crc32C.Append(_state, place), covered));
    }
}
