using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The header of a chunk. Its checksum covers store, revision, the chunk's offset, its own fields and through the payload's checksum the
/// payload, so that a chunk is valid in one place of one file only.
/// </summary>
/// <param name="StoredLength">The bytes of the payload in the file.</param>
/// <param name="Type">The type of the chunk.</param>
/// <param name="Version">The version of that type.</param>
/// <param name="Flags">See <see cref="FullFormat.OptionalChunk"/> and <see cref="FullFormat.PackedChunk"/>.</param>
/// <param name="Length">The bytes of the payload once it is unpacked.</param>
/// <param name="Number">The number of the chunk in the file, the first is 0.</param>
/// <param name="Checksum">The CRC-32C of the payload as it is in the file.</param>
internal readonly record struct FullChunkHeader(
    int StoredLength, ushort Type, byte Version, byte Flags, int Length, uint Number, uint Checksum)
{
    private const int ChecksumAt = 28;

    internal bool IsOptional => (Flags & FullFormat.OptionalChunk) != 0;

    internal bool IsPacked => (Flags & FullFormat.PackedChunk) != 0;

    internal void Write(Span<byte> destination, in SegmentPlace place, long offset)
    {
        FullFormat.ChunkMagic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], StoredLength);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], Type);
        destination[10] = Version;
        destination[11] = Flags;
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[20..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[ChecksumAt..], place.HeaderChecksum(offset, destination[..ChecksumAt]));
    }

    /// <summary>Reads a header that is whole and belongs at this offset.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, in SegmentPlace place, long offset, out FullChunkHeader header)
    {
        header = default;
        if (bytes.Length != FullFormat.ChunkHeaderLength || !bytes.StartsWith(FullFormat.ChunkMagic)) return false;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]);
        if (checksum != place.HeaderChecksum(offset, bytes[..ChecksumAt])) return false;
        header = new FullChunkHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            bytes[10],
            bytes[11],
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
        bool isSane = (header.Flags & ~(FullFormat.OptionalChunk | FullFormat.PackedChunk)) == 0
            && header.StoredLength is >= 0 and <= FullFormat.ChunkBytesMax && header.Length is >= 0 and <= FullFormat.ChunkBytesMax
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) == 0 && (header.IsPacked || header.Length == header.StoredLength);
        return isSane;
    }
}
