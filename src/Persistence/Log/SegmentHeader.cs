namespace BasisTrees.Persistence;

/// <summary>The first bytes of a log segment: whose it is, its place in the log, and the point of the chain it continues.</summary>
internal readonly record struct SegmentHeader(StoreId StoreId, ulong Number, ChainPoint Start)
{
    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(LogFormat.SegmentMagic);
        writer.U32(LogFormat.Version);
        writer.U32(LogFormat.SegmentHeaderLength);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U64(Number);
        writer.U64((ulong)Start.Revision + 1);
        writer.U64(Start.NextSequence);
        writer.Label(Start.Hash);
        writer.Digest(Start.Digest);
        writer.Zeros(3);
        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a header, or says what is wrong with it.</summary>
    /// <returns>Null, or the end of a sentence that says what was expected.</returns>
    internal static string? Read(ReadOnlySpan<byte> bytes, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < LogFormat.SegmentHeaderLength) return $"a segment header of {LogFormat.SegmentHeaderLength} bytes was expected";
        bytes = bytes[..LogFormat.SegmentHeaderLength];
        var reader = new ByteReader(bytes);
        if (!reader.Take(8).SequenceEqual(LogFormat.SegmentMagic)) return "the magic of a log segment was expected";
        uint version = reader.U32();
        uint length = reader.U32();
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        ulong number = reader.U64();
        ulong firstRevision = reader.U64();
        ulong firstSequence = reader.U64();
        Label hash = reader.Label();
        Digest digest = reader.Digest();
        ReadOnlySpan<byte> zeros = reader.Take(3);
        if (reader.U32() != Crc32C.Compute(bytes[..^4])) return "the checksum of the segment header does not match it";
        if (version != LogFormat.Version) return $"format version {LogFormat.Version} was expected, not {version}";
        if (length != LogFormat.SegmentHeaderLength || zeros.ContainsAnyExcept((byte)0) || firstRevision is 0 or > long.MaxValue)
            return "the fields of the segment header contradict its version";
        header = new SegmentHeader(id, number, new ChainPoint((long)firstRevision - 1, firstSequence, hash, digest));
        return null;
    }
}
