namespace BasisTrees;

/// <summary>
/// Writes the nodes of a version that no store has yet, children before parents, and notes where they stand. Only subtrees that hold such
/// a node are entered: the parent of an unstored node is unstored.
/// </summary>
/// <remarks>
/// For one thread that holds the version, beside the writer. Neither an unstored node nor its children leave memory while a version that
/// has it is held, so its slot is read as it stands. Of stored nodes only roots may leave.
/// </remarks>
internal sealed unsafe class UnstoredWalk
{
    private readonly NodePool _pool;
    private readonly NodePlaces _places;
    private readonly INodeSink _sink;

    // The way down from the root to the node in hand, and what is known of their children. As long as a tree is high.
    private Frame[] _frames = new Frame[96];
    private int _depth;
    private byte[] _bytes = new byte[1024];

    /// <summary>Makes a walk.</summary>
    /// <param name="pool">A pool with a source.</param>
    /// <param name="places">Its places.</param>
    /// <param name="sink">Takes the nodes.</param>
    public UnstoredWalk(NodePool pool, NodePlaces places, INodeSink sink)
    {
        _pool = pool;
        _places = places;
        _sink = sink;
    }

    /// <summary>Writes what a version has and the store has not.</summary>
    /// <returns>The place of the root.</returns>
    public NodePlace Run(TreeVersion version)
    {
        if (IsStored(version.Root, out NodePlace place)) return version.NoteRoot(place);
        Push(version.Root.Handle, version.Digest.Root);
        while (true)
        {
            ref Frame frame = ref _frames[_depth - 1];
            if (NodeHandle.IsInternal(frame.Handle) && frame.Known < 2)
            {
                Look(ref frame);
                continue;
            }

            place = Write(frame);
            if (--_depth == 0) return version.NoteRoot(place);
            _frames[_depth - 1].Add(place);
        }
    }

    /// <summary>Finds out where the next child of a node is, or enters it.</summary>
    private void Look(ref Frame frame)
    {
        bool right = frame.Known == 1;
        var cell = new ChildCell(Volatile.Read(ref *(ulong*)_pool.Cell(frame.Handle, right)));
        if (!IsStored(cell, out NodePlace place))
        {
            Push(cell.Handle, *_pool.ChildLabel(frame.Handle, right));
            return;
        }

        frame.Add(place);
    }

    private bool IsStored(ChildCell cell, out NodePlace place)
    {
        place = cell.Place;
        if (NodeHandle.IsAbsent(cell.Handle)) return true;
        PlaceWord word = _places.Read(cell.Handle);

        // The root of an older revision, whose place the version knows.
        if (!_pool.Fits(cell)) return true;
        if (!word.IsStored) return false;
        place = word.Place;
        return true;
    }

    private void Push(int handle, in Label label)
    {
        if (_depth == _frames.Length) Array.Resize(ref _frames, 2 * _depth);
        _frames[_depth++] = new Frame(handle, label);
    }

    private NodePlace Write(in Frame frame)
    {
        int handle = frame.Handle;
        int length;
        if (NodeHandle.IsInternal(handle))
        {
            Navigation* node = _pool.Internal(handle);
            LabelPair* pair = _pool.Pair(handle);
            Reserve(EncodedNode.InternalLength(_pool.KeyLength));
            length = EncodedNode.WriteInternal(
                _bytes, node->State.Balance, _pool.Keys.Span(node->Key), new(pair->Left, frame.Left), new(pair->Right, frame.Right));
        }
        else
        {
            LeafRecord* leaf = _pool.Leaf(handle);
            ReadOnlySpan<byte> value = _pool.Values.Read(leaf);
            Reserve(EncodedNode.LeafLength(_pool.KeyLength, value.Length));
            length = EncodedNode.WriteLeaf(_bytes, _pool.Keys.Span(leaf->Key), _pool.Keys.Span(leaf->Next), value);
        }

        long bytes = _pool.BytesOf(handle);
        NodePlace place = _sink.Write(frame.Label, _bytes.AsSpan(0, length), _places.Read(handle).Birth);
        if (!place.IsKnown) throw new InvalidOperationException("The sink did not say where the node is.");
        _places.Store(handle, place, bytes);
        return place;
    }

    private void Reserve(int length)
    {
        if (_bytes.Length < length) _bytes = new byte[Math.Max(length, 2 * _bytes.Length)];
    }

    /// <summary>A node on the way down, and the places of its first children.</summary>
    private struct Frame(int handle, Label label)
    {
        public readonly int Handle = handle;
        public readonly Label Label = label;

        /// <summary>How many children's places are known: none, the left one's, both.</summary>
        public int Known { get; private set; }

        public NodePlace Left { get; private set; }

        public NodePlace Right { get; private set; }

        public void Add(NodePlace place)
        {
            if (Known++ == 0) Left = place;
            else Right = place;
        }
    }
}
