namespace BasisTrees.Persistence;

/// <summary>The first bytes of a full checkpoint: whose it is, and of which revision.</summary>
internal readonly record struct FullHeader(StoreId StoreId, long Revision)
{
    private const int ZerosLength = 20;

    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(FullFormat.FullMagic);
        writer.U32(FullFormat.FullVersion);
        writer.U32(FullFormat.FullHeaderLength);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U64((ulong)Revision);
        writer.Zeros(ZerosLength);
        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">The first bytes of the file.</param>
    /// <param name="source">What they were read from, for messages.</param>
    /// <exception cref="StoreDamagedException">They are not a header.</exception>
    /// <exception cref="StoreException">A newer program wrote the file.</exception>
    internal static FullHeader Read(ReadOnlySpan<byte> bytes, IByteSource source)
    {
        string path = source.Path;
        if (!bytes.StartsWith(FullFormat.FullMagic))
            throw new StoreDamagedException(path, source.Locate(0), "the magic of a full checkpoint was expected");
        if (bytes.Length != FullFormat.FullHeaderLength)
        {
            throw new StoreDamagedException(
                path, source.Locate(bytes.Length), $"a header of {FullFormat.FullHeaderLength} bytes was expected");
        }

        var reader = new ByteReader(bytes);
        reader.Take(FullFormat.FullMagic.Length);
        uint version = reader.U32();
        uint length = reader.U32();
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        ulong revision = reader.U64();
        bool zeros = !reader.Take(ZerosLength).ContainsAnyExcept((byte)0);
        if (reader.U32() != Crc32C.Compute(bytes[..^4]))
            throw new StoreDamagedException(path, source.Locate(bytes.Length - 4), "a checksum that matches the header was expected");
        if (version != FullFormat.FullVersion)
        {
            throw new StoreException(
                $"{path} has format version {version}; this program knows version {FullFormat.FullVersion}.", path, source.Locate(8));
        }

        if (length != FullFormat.FullHeaderLength || !zeros || revision > long.MaxValue)
            throw new StoreDamagedException(path, source.Locate(12), "the fields of a full checkpoint were expected");
        return new FullHeader(id, (long)revision);
    }
}
