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
    private int _usedLevel;

    // Where nodes that were read from the store have their slots while the proof is made; null where there is no store.
    private readonly NodeCopies? _copies;
    private readonly ShownTree? _shownCopies;

    /// <summary>Makes an empty proof over a pool.</summary>
    public LookupProof(NodePool pool)
    {
        _pool = pool;
        _shown = new ShownTree(pool);
        if (pool.Source is not { } source) return;
        _copies = new NodeCopies(pool, source);
        _shownCopies = new ShownTree(_copies.Pool);
    }

    /// <summary>Writes the proof.</summary>
    /// <param name="version">The tree; held by the caller.</param>
    /// <param name="keys">Keys that the tree can hold, in the order of the lookups.</param>
    /// <param name="output">Receives the proof.</param>
    public void Write(TreeVersion version, ReadOnlySpan<ReadOnlyMemory<byte>> keys, IBufferWriter<byte> output)
    {
        Sort(keys);
        int pin = _pool.Enter();
        bool isInMemory;
        try
        {
            isInMemory = TryShow(version);
            if (isInMemory)
            {
                _pool.Traffic?.Count(_shown.Count, missed: 0);
                Write(_shown, _pool, version, output);
            }
        }
        finally
        {
            _pool.Exit(pin);
        }

        if (!isInMemory) WriteCopies(version, output);
        _searches.AsSpan(0, _count).Clear();
    }

    private void Write(ShownTree shown, NodePool pool, TreeVersion version, IBufferWriter<byte> output)
    {
        var writer = new ProofWriter(output, pool, pool.Parameters.ValueLength is null);
        Label root = version.Digest.Root;
        byte[] directions = Directions(out int length);
        shown.Write(ref writer, &root, directions.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(directions);
    }

    /// <summary>Shows the nodes that the lookups pass; false if one is not in memory.</summary>
    private bool TryShow(TreeVersion version)
    {
        _shown.Clear();
        _ranges.Clear();
        if (_count == 0) return true;
        if (!_pool.Fits(version.Root)) return false;
        _usedLevel = _pool.Places?.UsedLevel ?? -1;
        if (_usedLevel >= 0) Use(version.Root.Handle, 0);
        _shown.AddRoot(version.Root.Handle);
        _ranges.Add(new Range(0, _count));
        for (int entry = 0; entry < _shown.Count; entry++)
        {
            if (!TryEnter(entry)) return false;
        }

        return true;
    }

    /// <summary>Parts the keys that lead to a node between its children.</summary>
    private bool TryEnter(int entry)
    {
        int handle = _shown.Handle(entry);
        if (!NodeHandle.IsInternal(handle)) return true;
        Navigation* node = _pool.Internal(handle);
        Range range = _ranges.Items[entry];
        int middle = Part(_pool, node, range);
        return TryShow(entry, false, node->Left, new Range(range.First, middle))
            && TryShow(entry, true, node->Right, new Range(middle, range.End));
    }

    private bool TryShow(int parent, bool right, ChildCell cell, Range range)
    {
        if (range.First == range.End) return true;
        if (!_pool.Fits(cell)) return false;
        Step(range, right);
        if (_usedLevel >= 0) Use(cell.Handle, _searches[range.First].Steps);
        _shown.AddChild(parent, right, cell.Handle);
        _ranges.Add(range);
        return true;
    }

    private void Use(int handle, int level)
    {
        if (level == _usedLevel && NodeHandle.IsInternal(handle)) _pool.Places!.Use(handle); // only a tree with places has such a level
    }

    private void Step(Range range, bool right)
    {
        for (int i = range.First; i < range.End; i++) _searches[i].Step(!right);
    }

    /// <summary>Writes the proof from copies of the nodes, wherever they come from.</summary>
    private void WriteCopies(TreeVersion version, IBufferWriter<byte> output)
    {
        if (_copies is null || _shownCopies is null) throw new InvalidOperationException("A node of a held revision is not in memory.");
        _copies.Clear();
        _shownCopies.Clear();
        _ranges.Clear();
        for (int i = 0; i < _count; i++)
        {
            _searches[i].Restart();
            _pool.Missed?.Note(_searches[i].Key.Span);
        }

        _shownCopies.AddRoot(_copies.Copy(version.Root, version.Digest.Root, version.RootPlace));
        _ranges.Add(new Range(0, _count));
        for (int entry = 0; entry < _shownCopies.Count; entry++) EnterCopy(_copies, _shownCopies, entry);
        _pool.Traffic?.Count(_shownCopies.Count, _copies.TakeReads());
        Write(_shownCopies, _copies.Pool, version, output);
    }

    private void EnterCopy(NodeCopies copies, ShownTree shown, int entry)
    {
        int handle = shown.Handle(entry);
        Range range = _ranges.Items[entry];
        if (!NodeHandle.IsInternal(handle))
        {
            copies.CheckLeaf(handle, _searches[range.First].Key.Span, _searches[range.End - 1].Key.Span);
            return;
        }

        int middle = Part(copies.Pool, copies.Pool.Internal(handle), range);
        ShowCopy(copies, shown, entry, false, new Range(range.First, middle));
        ShowCopy(copies, shown, entry, true, new Range(middle, range.End));
    }

    private void ShowCopy(NodeCopies copies, ShownTree shown, int parent, bool right, Range range)
    {
        if (range.First == range.End) return;
        Step(range, right);
        int handle = shown.Handle(parent);
        ChildCell cell = *copies.Pool.Cell(handle, right);
        shown.AddChild(parent, right, copies.Copy(cell, *copies.Pool.ChildLabel(handle, right), cell.Place));
        _ranges.Add(range);
    }

    private void Sort(ReadOnlySpan<ReadOnlyMemory<byte>> keys)
    {
        _count = keys.Length;
        if (_searches.Length < _count) _searches = new Search[_count];
        for (int i = 0; i < _count; i++) _searches[i] = new Search(keys[i], i);
        if (_count > 1) _searches.AsSpan(0, _count).Sort(static (a, b) => a.Order(b));
    }

    /// <summary>The first of some sorted keys that is not less than the routing key.</summary>
    private int Part(NodePool pool, Navigation* node, Range range)
    {
        int first = range.First;
        int end = range.End;
        while (first < end)
        {
            int middle = (int)(((uint)first + (uint)end) / 2);
            ref readonly Search search = ref _searches[middle];
            if (KeyOrder.Compare(search.Key.Span, search.Prefix, pool, node) < 0) first = middle + 1;
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

        public void Restart()
        {
            Steps = 0;
            _low = 0;
            _high = 0;
        }

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
