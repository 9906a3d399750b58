using System.Buffers;

namespace BasisTrees;

/// <summary>
/// The proof of a batch of lookups, made in one walk of the tree: the keys are sorted once and parted at each routing key, so that every
/// node is met once and no set of visited nodes is needed. A key equal to the routing key goes right, and from there always left, which
/// is where the order of keys leads it anyway.
/// </summary>
/// <remarks>Owned by one thread at a time; reused without allocation once it has grown.</remarks>
internal sealed unsafe class LookupProof
{
    private readonly NodePool _pool;
    private readonly ShownTree _shown;

    // For each node shown, the sorted keys that lead to it: from the entry's bound to the next.
    private readonly GrowingList<Range> _ranges = new();
    private Search[] _searches = [];
    private int _count;

    /// <summary>Makes an empty proof over a pool.</summary>
    public LookupProof(NodePool pool)
    {
        _pool = pool;
        _shown = new ShownTree(pool);
    }

    /// <summary>Writes the proof.</summary>
    /// <param name="version">The tree; held by the caller.</param>
    /// <param name="keys">Keys that the tree can hold, in the order of the lookups.</param>
    /// <param name="variable">Whether values carry their length.</param>
    /// <param name="output">Receives the proof.</param>
    public void Write(TreeVersion version, ReadOnlySpan<ReadOnlyMemory<byte>> keys, bool variable, IBufferWriter<byte> output)
    {
        Sort(keys);
        _shown.Clear();
        _ranges.Clear();
        if (_count > 0)
        {
            _shown.AddRoot(Snapshot.Resolve(_pool, version.Root));
            _ranges.Add(new Range(0, _count));
        }

        for (int entry = 0; entry < _shown.Count; entry++) Enter(entry);

        var writer = new ProofWriter(output, _pool, variable);
        Label root = version.Digest.Root;
        byte[] directions = Directions(out int length);
        _shown.Write(ref writer, &root, directions.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(directions);
        _searches.AsSpan(0, _count).Clear();
    }

    private void Sort(ReadOnlySpan<ReadOnlyMemory<byte>> keys)
    {
        _count = keys.Length;
        if (_searches.Length < _count) _searches = new Search[_count];
        for (int i = 0; i < _count; i++) _searches[i] = new Search(keys[i], i);
        if (_count > 1) _searches.AsSpan(0, _count).Sort(static (a, b) => a.Order(b));
    }

    /// <summary>Parts the keys that lead to a node between its children.</summary>
    private void Enter(int entry)
    {
        int handle = _shown.Handle(entry);
        if (!NodeHandle.IsInternal(handle)) return;
        Navigation* node = _pool.Internal(handle);
        Range range = _ranges.Items[entry];
        int middle = Part(node, range);
        if (middle > range.First) Show(entry, false, node->Left, new Range(range.First, middle));
        if (middle < range.End) Show(entry, true, node->Right, new Range(middle, range.End));
    }

    private void Show(int parent, bool right, ChildCell cell, Range range)
    {
        for (int i = range.First; i < range.End; i++) _searches[i].Step(!right);
        _shown.AddChild(parent, right, Snapshot.Resolve(_pool, cell));
        _ranges.Add(range);
    }

    /// <summary>The first of some sorted keys that is not less than the routing key.</summary>
    private int Part(Navigation* node, Range range)
    {
        int first = range.First;
        int end = range.End;
        while (first < end)
        {
            int middle = (int)(((uint)first + (uint)end) / 2);
            ref readonly Search search = ref _searches[middle];
            if (KeyOrder.Compare(search.Key.Span, search.Prefix, _pool, node) < 0) first = middle + 1;
            else end = middle;
        }

        return first;
    }

    /// <summary>The directions of all lookups in their own order; the array is rented.</summary>
    private byte[] Directions(out int length)
    {
        int[] order = ArrayPool<int>.Shared.Rent(Math.Max(1, _count));
        long bits = 0;
        for (int i = 0; i < _count; i++)
        {
            order[_searches[i].Index] = i;
            bits += _searches[i].Steps;
        }

        length = (int)((bits + 7) / 8);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        bytes.AsSpan(0, length).Clear();
        long bit = 0;
        for (int i = 0; i < _count; i++)
        {
            ref readonly Search search = ref _searches[order[i]];
            for (int step = 0; step < search.Steps; step++, bit++)
            {
                if (search.Left(step)) bytes[bit >> 3] |= (byte)(1 << (int)(bit & 7));
            }
        }

        ArrayPool<int>.Shared.Return(order);
        return bytes;
    }

    private readonly record struct Range(int First, int End);

    /// <summary>One lookup: its key, its place in the batch, and its steps: at most 91, as no tree is higher.</summary>
    private struct Search(ReadOnlyMemory<byte> key, int index)
    {
        public readonly ReadOnlyMemory<byte> Key = key;
        public readonly ulong Prefix = NodePool.Prefix(key.Span);
        public readonly int Index = index;
        private ulong _low;
        private ulong _high;

        public int Steps { get; private set; }

        public void Step(bool left)
        {
            if (left)
            {
                if (Steps < 64) _low |= 1ul << Steps;
                else _high |= 1ul << (Steps - 64);
            }

            Steps++;
        }

        public readonly bool Left(int step) => (((step < 64 ? _low : _high) >> (step & 63)) & 1) != 0;

        public readonly int Order(in Search other) =>
            Prefix != other.Prefix ? Prefix.CompareTo(other.Prefix) : Key.Span.SequenceCompareTo(other.Key.Span);
    }
}
