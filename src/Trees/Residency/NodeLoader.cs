namespace BasisTrees;

/// <summary>
/// Brings nodes of the last sealed version into memory. A node is linked where the sealed version has it, and also where the batch in the
/// making has moved it, so that discarding the batch loses nothing and its proof finds what it visited.
/// </summary>
/// <remarks>
/// <para>
/// The writer's. What is brought in is frozen and counts as clean. If the source throws, nothing has changed.
/// </para>
/// <para>
/// The place of a node in the sealed version is found by the node's own key, from the root down: between batches nothing leaves memory
/// whose child is in it, so everything above is there. On the way the routing keys give the keys on both sides of the node, which must
/// be a leaf's own keys and must enclose an internal node's: no hash covers a routing key. A leaf shares the blocks of these keys.
/// </para>
/// </remarks>
internal sealed unsafe class NodeLoader
{
    private readonly WorkingTree _tree;
    private readonly NodePool _pool;
    private readonly NodeReader _reader;

    // The blocks of the sentinels' keys, kept for as long as the tree is.
    private readonly int _first;
    private readonly int _last;

    /// <summary>Makes a loader for a tree.</summary>
    public NodeLoader(WorkingTree tree, INodeSource source)
    {
        _tree = tree;
        _pool = tree.Pool;
        _reader = new NodeReader(_pool.Parameters, source);
        Span<byte> key = stackalloc byte[_pool.KeyLength];
        key.Clear();
        _first = _pool.Keys.Take(key);
        key.Fill(0xFF);
        _last = _pool.Keys.Take(key);
    }

    /// <summary>Brings in a root.</summary>
    /// <returns>Its handle.</returns>
    public int LoadRoot(in Label label, NodePlace place)
    {
        EncodedNode node = _reader.Read(label, place);
        if (!Encloses(_first, node, _last)) throw _reader.Misplaced(label, place);
        return Make(node, _first, _last, place);
    }

    /// <summary>Brings in the absent child of a node of the tree in the making.</summary>
    /// <returns>Its handle.</returns>
    /// <exception cref="RoutingKeyException">It does not stand where the routing keys lead.</exception>
    public int Load(int parent, bool right)
    {
        Label label = *_pool.ChildLabel(parent, right);
        NodePlace place = _pool.Cell(parent, right)->Place;
        EncodedNode node = _reader.Read(label, place);
        int above = Find(node.Key, out bool side, out int low, out int high);
        bool isThere = NodeHandle.IsAbsent(_pool.Child(above, side)) && *_pool.ChildLabel(above, side) == label;
        if (!isThere || !Encloses(low, node, high)) throw _reader.Misplaced(label, place);

        int handle = Make(node, low, high, place);
        _pool.Publish(above, side, _pool.LabelledCellOf(handle));
        if (parent != above) _pool.Publish(parent, right, _pool.LabelledCellOf(handle));
        return handle;
    }

    /// <summary>Brings in all that is absent on the way of a key in the sealed version.</summary>
    public void Warm(ReadOnlySpan<byte> key)
    {
        if (!NodeHandle.IsInternal(_tree.SealedRoot)) return;
        int node = Find(key, out bool right, out _, out _);
        while (NodeHandle.IsAbsent(_pool.Child(node, right)))
        {
            int child = Load(node, right);
            if (!NodeHandle.IsInternal(child)) return;
            node = child;
            right = key.SequenceCompareTo(_pool.Keys.Span(_pool.Internal(node)->Key)) >= 0;
        }
    }

    /// <summary>The parent of the place of a key in the sealed version: the lowest internal node in memory on the key's way.</summary>
    private int Find(ReadOnlySpan<byte> key, out bool right, out int low, out int high)
    {
        low = _first;
        high = _last;
        int node = _tree.SealedRoot;
        while (true)
        {
            int routing = _pool.Internal(node)->Key;
            right = key.SequenceCompareTo(_pool.Keys.Span(routing)) >= 0;
            if (right) low = routing;
            else high = routing;
            int child = _pool.Child(node, right);
            if (!NodeHandle.IsInternal(child)) return node;
            node = child;
        }
    }

    private bool Encloses(int low, in EncodedNode node, int high)
    {
        ReadOnlySpan<byte> lower = _pool.Keys.Span(low);
        ReadOnlySpan<byte> upper = _pool.Keys.Span(high);
        return node.IsLeaf
            ? node.Key.SequenceEqual(lower) && node.NextKey.SequenceEqual(upper)
            : node.Key.SequenceCompareTo(lower) > 0 && node.Key.SequenceCompareTo(upper) < 0;
    }

    /// <summary>Gives a node a slot.</summary>
    private int Make(in EncodedNode node, int low, int high, NodePlace place)
    {
        int handle;
        if (node.IsLeaf)
        {
            handle = _pool.NewLeaf(low, high);
            _pool.Keys.Share(low);
            _pool.Keys.Share(high);
            _pool.Values.Store(_pool.Leaf(handle), node.Value);
        }
        else
        {
            int key = _pool.Keys.Take(node.Key);
            handle = _pool.NewInternal();
            Navigation* record = _pool.Internal(handle);
            LabelPair* pair = _pool.Pair(handle);
            record->Key = key;
            record->KeyPrefix = NodePool.Prefix(node.Key);
            record->State.Balance = node.Balance;
            record->Left = ChildCell.AbsentAt(node.ChildPlace(false));
            record->Right = ChildCell.AbsentAt(node.ChildPlace(true));
            pair->Left = node.ChildLabel(false);
            pair->Right = node.ChildLabel(true);
        }

        _pool.Freeze(handle);
        _pool.Places!.Set(handle, PlaceWord.Stored(place, 0)); // a pool with a source has places
        return handle;
    }
}
