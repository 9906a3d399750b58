namespace BasisTrees.Persistence;

/// <summary>
/// The note, written after a sync and itself not synced, that everything up to a record is acknowledged. A seal without its frame
/// proves that the log was damaged rather than torn by a crash.
/// </summary>
/// <param name="StoreId">The store.</param>
/// <param name="Revision">The last acknowledged revision.</param>
/// <param name="NextSequence">The sequence number after it.</param>
/// <param name="Segment">The segment of its record.</param>
/// <param name="EndOffset">Where its frame ends in that segment, in bytes.</param>
/// <param name="RecordHash">The hash of its record.</param>
/// <param name="Checkpoint">The revision of the newest checkpoint, 0 if there is none: so that one that is missing is missed.</param>
internal readonly record struct Seal(
    StoreId StoreId, long Revision, ulong NextSequence, ulong Segment, long EndOffset, Label RecordHash, long Checkpoint = 0)
{
    internal void Write(Span<byte> destination)
    {
        var writer = new ByteWriter();
        writer.Bytes(LogFormat.SealMagic);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U64((ulong)Revision);
        writer.U64(NextSequence);
        writer.U64(Segment);
        writer.U64((ulong)EndOffset);
        writer.Label(RecordHash);
        writer.U64((ulong)Checkpoint);
        writer.U32(LogFormat.Version);
        writer.U32(Crc32C.Compute(writer.Written));
        writer.Written.CopyTo(destination);
    }

    /// <summary>Reads a seal; false if the bytes are not one, as after a torn write.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out Seal seal)
    {
        seal = default;
        if (bytes.Length < LogFormat.SealLength) return false;
        bytes = bytes[..LogFormat.SealLength];
        var reader = new ByteReader(bytes);
        if (!reader.Take(8).SequenceEqual(LogFormat.SealMagic)) return false;
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        ulong revision = reader.U64();
        ulong sequence = reader.U64();
        ulong segment = reader.U64();
        ulong end = reader.U64();
        Label hash = reader.Label();
        ulong checkpoint = reader.U64();
        uint version = reader.U32();
        if (reader.U32() != Crc32C.Compute(bytes[..^4])) return false;
        if (version != LogFormat.Version || revision > long.MaxValue || end > long.MaxValue || checkpoint > revision) return false;
        seal = new Seal(id, (long)revision, sequence, segment, (long)end, hash, (long)checkpoint);
        return true;
    }
}
