namespace BasisTrees.Persistence;

/// <summary>The first block of an index file: which bytes of which segment it is about, and how many lines of each kind follow.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="Segment">The number of the segment.</param>
/// <param name="Start">The offset of the first record that it covers.</param>
/// <param name="End">The offset behind the last one.</param>
/// <param name="Labels">The lines from labels to offsets.</param>
/// <param name="Places">The lines from places to offsets.</param>
/// <param name="Runs">The lines about tombstones.</param>
/// <param name="Longest">The length of the longest record, header included.</param>
internal readonly record struct NodeIndexHeader(
    StoreId StoreId, uint Segment, long Start, long End, int Labels, int Places, int Runs, int Longest)
{
    internal int LabelBlocks => NodeIndexBlock.CountFor(Labels);

    internal int PlaceBlocks => NodeIndexBlock.CountFor(Places);

    internal int RunBlocks => NodeIndexBlock.CountFor(Runs);

    /// <summary>The lines that name the first key of each block of labels, then of places.</summary>
    internal int Fences => LabelBlocks + PlaceBlocks;

    internal long FileLength =>
        (1L + LabelBlocks + PlaceBlocks + RunBlocks + NodeIndexBlock.CountFor(Fences)) * NodeFormat.IndexBlockLength;

    internal void Write(Span<byte> block, in SegmentPlace place)
    {
        var writer = new ByteWriter();
        writer.Bytes(NodeFormat.IndexMagic);
        writer.U32(NodeFormat.NodesVersion);
        writer.U32(NodeFormat.IndexBlockLength);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.U64(Segment);
        writer.U64((ulong)Start);
        writer.U64((ulong)End);
        writer.U32((uint)Labels);
        writer.U32((uint)Places);
        writer.U32((uint)Runs);
        writer.U32((uint)Longest);
        block.Clear();
        writer.Written.CopyTo(block);
        NodeIndexBlock.Seal(block, place, 0);
    }

    /// <summary>Reads a header that is whole and of a version that is known.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> block, in SegmentPlace place, out NodeIndexHeader header)
    {
        header = default;
        if (!NodeIndexBlock.IsWhole(block, place, 0)) return false;
        var reader = new ByteReader(block);
        bool isKnown = reader.Take(8).SequenceEqual(NodeFormat.IndexMagic)
            && reader.U32() == NodeFormat.NodesVersion && reader.U32() == NodeFormat.IndexBlockLength;
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        ulong segment = reader.U64();
        ulong start = reader.U64();
        ulong end = reader.U64();
        uint labels = reader.U32();
        uint places = reader.U32();
        uint runs = reader.U32();
        uint longest = reader.U32();
        bool fits = isKnown && segment <= uint.MaxValue && start <= uint.MaxValue && end <= uint.MaxValue
            && Math.Max(Math.Max(labels, places), Math.Max(runs, longest)) <= int.MaxValue / 2;
        if (!fits) return false;
        header = new NodeIndexHeader(id, (uint)segment, (long)start, (long)end, (int)labels, (int)places, (int)runs, (int)longest);
        return true;
    }
}
