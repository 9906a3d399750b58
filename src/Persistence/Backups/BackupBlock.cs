using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The header of a block. Its checksum covers store, number of the piece, the block's offset, its own fields and through the payload's
/// checksum what stands in the file behind it.
/// </summary>
/// <param name="Length">The bytes of the payload, without a tag.</param>
/// <param name="Number">The number of the block in the file; the first is 0.</param>
/// <param name="IsLast">Whether no block follows.</param>
/// <param name="Checksum">The CRC-32C of payload and tag as they stand in the file.</param>
internal readonly record struct BackupBlock(int Length, uint Number, bool IsLast, uint Checksum)
{
    /// <summary>The bytes that an encrypted block vouches for besides its payload.</summary>
    internal const int VouchedLength = 16;

    private const int ChecksumAt = 20;

    /// <summary>Writes the part that an encrypted block vouches for.</summary>
    internal void WriteVouched(Span<byte> destination)
    {
        BackupFormat.BlockMagic.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], IsLast ? BackupFormat.LastBlock : 0u);
    }

    internal void Write(Span<byte> destination, in SegmentPlace place, long offset)
    {
        WriteVouched(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[VouchedLength..], Checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[ChecksumAt..], place.HeaderChecksum(offset, destination[..ChecksumAt]));
    }

    /// <summary>Reads a header that is whole and belongs at this offset.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, in SegmentPlace place, long offset, out BackupBlock block)
    {
        block = default;
        if (bytes.Length != BackupFormat.BlockHeaderLength || !bytes.StartsWith(BackupFormat.BlockMagic)) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != place.HeaderChecksum(offset, bytes[..ChecksumAt])) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (length is < 0 or > BackupFormat.BlockLength || flags > BackupFormat.LastBlock) return false;
        bool isLast = flags == BackupFormat.LastBlock;
        if (!isLast && length != BackupFormat.BlockLength) return false;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VouchedLength..]);
        block = new BackupBlock(length, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), isLast, checksum);
        return true;
    }
}
