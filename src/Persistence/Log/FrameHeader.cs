using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The header of a frame. Its checksum covers store, segment, offset, its own fields and through the payload's checksum the payload.
/// </summary>
/// <param name="PayloadLength">The bytes of the payload.</param>
/// <param name="Type">The type of the frame.</param>
/// <param name="Version">The version of that type.</param>
/// <param name="Flags">See <see cref="LogFormat.OptionalFlag"/>.</param>
/// <param name="PayloadChecksum">The CRC-32C of the payload.</param>
/// <param name="SyncedLength">
/// How many bytes from the start of the segment were known to be synced when the frame was written. A frame that stands behind a
/// damaged place and claims that the place was synced proves damage; one that does not may belong to the same torn write.
/// </param>
internal readonly record struct FrameHeader(
    int PayloadLength, byte Type, byte Version, ushort Flags, uint PayloadChecksum, long SyncedLength)
{
    internal bool IsOptional => (Flags & LogFormat.OptionalFlag) != 0;

    internal void Write(Span<byte> destination, in SegmentPlace place, long offset)
    {
        LogFormat.FrameMagic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], PayloadLength);
        destination[8] = Type;
        destination[9] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], PayloadChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], SyncedLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], place.HeaderChecksum(offset, destination[..24]));
    }

    /// <summary>Reads a header that is whole and belongs at this offset of this segment.</summary>
    /// <param name="bytes">At least the 28 bytes of a header.</param>
    /// <param name="place">The segment.</param>
    /// <param name="offset">The offset of the frame in the segment.</param>
    /// <param name="header">The header, if it is one.</param>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, in SegmentPlace place, long offset, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < LogFormat.FrameHeaderLength || !bytes.StartsWith(LogFormat.FrameMagic)) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]) != place.HeaderChecksum(offset, bytes[..24])) return false;
        var read = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            bytes[8],
            bytes[9],
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        if (read.PayloadLength is < 0 or > LogFormat.FramePayloadMax) return false;
        if (read.SyncedLength < LogFormat.SegmentHeaderLength || read.SyncedLength > offset) return false;
        header = read;
        return true;
    }
}
