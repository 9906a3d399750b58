namespace BasisTrees.Persistence;

/// <summary>Sorted lines of an index in the blocks of a file; only the first key of each block is in memory.</summary>
/// <param name="file">The index file; somebody else's.</param>
/// <param name="place">The segment, for the checksums.</param>
/// <param name="start">The offset of the first block.</param>
/// <param name="count">The number of lines.</param>
/// <param name="fences">The first key of each block.</param>
internal sealed class NodeIndexBlocks(IFile file, SegmentPlace place, long start, int count, ulong[] fences) : INodeEntries
{
    // So many blocks are read at once when all of them are wanted.
    private const int RunBlocks = 64;

    // Whoever goes through keys in order asks for the same block again and again: the second time in a row it is kept.
    private int _lastRead = -1; // written by anyone, right or wrong
    private NodeIndexBlockCopy? _kept; // likewise

    public int Count => count;

    public long MemoryBytes => ((long)fences.Length * sizeof(ulong)) + (_kept is null ? 0 : NodeFormat.IndexBlockLength);

    public bool TryFind(ulong key, ref NodeMatches matches)
    {
        Span<byte> bytes = stackalloc byte[NodeFormat.IndexBlockLength];
        for (int block = FirstBlock(key); block < fences.Length && fences[block] <= key; block++)
        {
            if (!TryReadOrRecall(block, bytes)) return false;
            int lines = LinesOf(block);
            for (int line = LowerBound(bytes, lines, key); line < lines; line++)
            {
                NodeIndexEntry entry = NodeIndexBlock.Read(bytes, line);
                if (entry.Key != key) return true;
                matches.Add(entry.Value);
            }
        }

        return true;
    }

    public bool TryCopyTo(List<NodeIndexEntry> entries)
    {
        byte[] bytes = new byte[RunBlocks * NodeFormat.IndexBlockLength];
        for (int block = 0; block < fences.Length; block += RunBlocks)
        {
            int blocks = Math.Min(RunBlocks, fences.Length - block);
            Span<byte> run = bytes.AsSpan(0, blocks * NodeFormat.IndexBlockLength);
            if (!TryRead(block, run)) return false;
            for (int i = 0; i < blocks; i++)
            {
                ReadOnlySpan<byte> one = run.Slice(i * NodeFormat.IndexBlockLength, NodeFormat.IndexBlockLength);
                for (int line = 0; line < LinesOf(block + i); line++) entries.Add(NodeIndexBlock.Read(one, line));
            }
        }

        return true;
    }

    /// <summary>Reads lines that are not searched, such as the fences themselves.</summary>
    internal static bool TryReadAll(IFile file, SegmentPlace place, long start, int count, List<NodeIndexEntry> entries) =>
        new NodeIndexBlocks(file, place, start, count, new ulong[NodeIndexBlock.CountFor(count)]).TryCopyTo(entries);

    // The last block that begins before the key: the lines of the key may begin in it.
    private int FirstBlock(ulong key)
    {
        int low = 0;
        int high = fences.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (fences[middle] < key) low = middle + 1;
            else high = middle;
        }

        return Math.Max(low - 1, 0);
    }

    private static int LowerBound(ReadOnlySpan<byte> bytes, int lines, ulong key)
    {
        int low = 0;
        int high = lines;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (NodeIndexBlock.Read(bytes, middle).Key < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private int LinesOf(int block) => Math.Min(NodeFormat.IndexBlockEntries, count - (block * NodeFormat.IndexBlockEntries));

    private bool TryReadOrRecall(int block, Span<byte> bytes)
    {
        if (Volatile.Read(ref _kept) is { } kept && kept.Number == block)
        {
            kept.Bytes.CopyTo(bytes);
            return true;
        }

        if (!TryRead(block, bytes)) return false;
        if (_lastRead == block) Volatile.Write(ref _kept, new NodeIndexBlockCopy(block, bytes.ToArray()));
        _lastRead = block;
        return true;
    }

    // Reads one block or several and checks each.
    private bool TryRead(int block, Span<byte> bytes)
    {
        long offset = start + ((long)block * NodeFormat.IndexBlockLength);
        if (file.ReadAt(offset, bytes) < bytes.Length) return false;
        for (int at = 0; at < bytes.Length; at += NodeFormat.IndexBlockLength)
        {
            if (!NodeIndexBlock.IsWhole(bytes.Slice(at, NodeFormat.IndexBlockLength), place, offset + at)) return false;
        }

        return true;
    }
}
