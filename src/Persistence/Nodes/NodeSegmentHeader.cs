using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The first bytes of a segment of nodes: whose it is, and what must be there besides it, so that a missing or shortened file is noticed
/// without reading any data.
/// </summary>
/// <param name="StoreId">The store.</param>
/// <param name="Number">The number of the segment, as in its name.</param>
/// <param name="Previous">The data segment before this one, 0 if there is none; 0 in a compacted segment.</param>
/// <param name="Length">The length of that data segment; the length of this one if it is compacted.</param>
/// <param name="Hosts">What a compacted segment has taken over, in rising order; empty in a data segment.</param>
internal sealed record NodeSegmentHeader(StoreId StoreId, uint Number, uint Previous, uint Length, HostedRun[] Hosts)
{
    internal bool IsCompacted => Hosts.Length > 0;

    /// <summary>The bytes of the header: where the first record begins.</summary>
    internal int ByteLength => LengthOf(Hosts.Length);

    internal static int LengthOf(int runs) => NodeFormat.NodesHeaderFixedLength + (runs * NodeFormat.HostedRunLength) + sizeof(uint);

    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(NodeFormat.NodesMagic);
        writer.U32(NodeFormat.NodesVersion);
        writer.U32((uint)ByteLength);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U64(Number);
        writer.U32(IsCompacted ? NodeFormat.CompactedKind : NodeFormat.DataKind);
        writer.U32((uint)Hosts.Length);
        writer.U64(Previous);
        writer.U64(Length);
        foreach (HostedRun run in Hosts)
        {
            writer.U32(run.First);
            writer.U32(run.Last);
            writer.U32(run.Previous);
            writer.U32(run.PreviousLength);
        }

        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads the header of a file, or says what is wrong with it.</summary>
    /// <returns>Null, or the end of a sentence that says what was expected.</returns>
    /// <exception cref="StoreDamagedException">The header is whole and of a version that this program does not know.</exception>
    internal static string? Read(IFile file, out NodeSegmentHeader? header)
    {
        header = null;
        byte[] bytes = new byte[LengthOf(1)];
        int length = file.ReadAt(0, bytes);
        if (length < LengthOf(0)) return $"the header of a segment of nodes, at least {LengthOf(0)} bytes, was expected";
        if (!bytes.AsSpan().StartsWith(NodeFormat.NodesMagic)) return "the magic of a segment of nodes was expected";
        uint runs = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(44));
        if (runs > NodeFormat.HostedRunsMax) return $"at most {NodeFormat.HostedRunsMax} runs of hosted segments were expected";
        int wanted = LengthOf((int)runs);
        if (wanted > bytes.Length)
        {
            bytes = new byte[wanted];
            length = file.ReadAt(0, bytes);
        }

        return length < wanted ? $"a header of {wanted} bytes was expected" : Read(file, bytes.AsSpan(0, wanted), out header);
    }

    private static string? Read(IFile file, ReadOnlySpan<byte> bytes, out NodeSegmentHeader? header)
    {
        header = null;
        var reader = new ByteReader(bytes);
        reader.Take(8);
        uint version = reader.U32();
        uint length = reader.U32();
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        ulong number = reader.U64();
        uint kind = reader.U32();
        var hosts = new HostedRun[reader.U32()];
        ulong previous = reader.U64();
        ulong segmentLength = reader.U64();
        for (int i = 0; i < hosts.Length; i++) hosts[i] = new HostedRun(reader.U32(), reader.U32(), reader.U32(), reader.U32());
        if (reader.U32() != Crc32C.Compute(bytes[..^4])) return "the checksum of the segment header does not match it";
        if (version != NodeFormat.NodesVersion)
            throw new StoreDamagedException(file.Path, 8, $"format version {NodeFormat.NodesVersion} was expected, not {version}");
        bool fits = reader.IsComplete && length == bytes.Length && number is > 0 and < 1 << NodeFormat.SegmentBits
            && previous < number && segmentLength <= uint.MaxValue
            && kind == (hosts.Length > 0 ? NodeFormat.CompactedKind : NodeFormat.DataKind) && AreOrdered(hosts, number);
        if (!fits) return "the fields of the segment header contradict its version";
        header = new NodeSegmentHeader(id, (uint)number, (uint)previous, (uint)segmentLength, hosts);
        return null;
    }

    private static bool AreOrdered(HostedRun[] hosts, ulong number)
    {
        uint below = 0;
        foreach (HostedRun run in hosts)
        {
            if (run.First <= below || run.Last < run.First || run.Last >= number || run.Previous >= run.First) return false;
            below = run.Last;
        }

        return true;
    }
}
