namespace BasisTrees;

/// <summary>
/// Copies of nodes in a pool of their own, for a reader that needs many at once: of nodes in memory as of nodes that are read from the
/// store. A copy's cells are those of the tree's pool.
/// </summary>
/// <remarks>One thread at a time; reused without allocation once it has grown.</remarks>
internal sealed unsafe class NodeCopies
{
    private readonly NodePool _tree;
    private readonly NodeReader _reader;

    /// <summary>Makes room for copies of a tree's nodes.</summary>
    public NodeCopies(NodePool tree, INodeSource source)
    {
        _tree = tree;
        _reader = new NodeReader(tree.Parameters, source);
        Pool = new NodePool(tree.Parameters);
    }

    /// <summary>The memory of the copies.</summary>
    public NodePool Pool { get; }

    /// <summary>The nodes that were read from the store since this was last asked.</summary>
    public int TakeReads() => _reader.TakeReads();

    /// <summary>Forgets all copies.</summary>
    public void Clear() => Pool.Clear();

    /// <summary>Copies a node of a held version.</summary>
    /// <param name="cell">Its cell.</param>
    /// <param name="label">Its label.</param>
    /// <param name="place">Where it is if it is not in memory.</param>
    /// <returns>The handle of the copy.</returns>
    public int Copy(ChildCell cell, in Label label, NodePlace place)
    {
        int pin = _tree.Enter();
        try
        {
            if (_tree.Fits(cell)) return NodeHandle.IsInternal(cell.Handle) ? CopyInternal(cell.Handle) : CopyLeaf(cell.Handle);
        }
        finally
        {
            _tree.Exit(pin);
        }

        EncodedNode node = _reader.Read(label, place);
        if (node.IsLeaf) return MakeLeaf(node.Key, node.NextKey, node.Value);
        int handle = MakeInternal(node.Key, node.Balance);
        SetChild(handle, false, ChildCell.AbsentAt(node.ChildPlace(false)), node.ChildLabel(false));
        SetChild(handle, true, ChildCell.AbsentAt(node.ChildPlace(true)), node.ChildLabel(true));
        return handle;
    }

    /// <summary>Checks that a leaf shows what it was copied for.</summary>
    /// <param name="handle">The copy.</param>
    /// <param name="first">The least key that led to it.</param>
    /// <param name="last">The greatest key that led to it.</param>
    /// <exception cref="RoutingKeyException">One of the keys does not belong to this leaf.</exception>
    public void CheckLeaf(int handle, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last)
    {
        ReadOnlySpan<byte> key = Pool.Keys.Span(Pool.Leaf(handle)->Key);
        ReadOnlySpan<byte> next = Pool.Keys.Span(Pool.Leaf(handle)->Next);
        if (first.SequenceCompareTo(key) >= 0 && last.SequenceCompareTo(next) < 0) return;
        byte[] bytes = new byte[EncodedNode.LeafLength(key.Length, Pool.Values.Read(Pool.Leaf(handle)).Length)];
        EncodedNode.WriteLeaf(bytes, key, next, Pool.Values.Read(Pool.Leaf(handle)));
        _ = EncodedNode.TryRead(bytes, Pool.Parameters, out EncodedNode leaf);
        throw _reader.Misplaced(leaf.ComputeLabel(), NodePlace.Unknown);
    }

    private int CopyInternal(int from)
    {
        Navigation* node = _tree.Internal(from);
        LabelPair* pair = _tree.Pair(from);
        int handle = MakeInternal(_tree.Keys.Span(node->Key), node->State.Balance);
        SetChild(handle, false, node->Left, pair->Left);
        SetChild(handle, true, node->Right, pair->Right);
        return handle;
    }

    private int CopyLeaf(int from)
    {
        LeafRecord* leaf = _tree.Leaf(from);
        return MakeLeaf(_tree.Keys.Span(leaf->Key), _tree.Keys.Span(leaf->Next), _tree.Values.Read(leaf));
    }

    private int MakeInternal(ReadOnlySpan<byte> routing, sbyte balance)
    {
        int key = Pool.Keys.Take(routing);
        int handle = Pool.NewInternal();
        Navigation* node = Pool.Internal(handle);
        node->Key = key;
        node->KeyPrefix = NodePool.Prefix(routing);
        node->State.Balance = balance;
        return handle;
    }

    private int MakeLeaf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> next, ReadOnlySpan<byte> value)
    {
        int handle = Pool.NewLeaf(Pool.Keys.Take(key), Pool.Keys.Take(next));
        Pool.Values.Store(Pool.Leaf(handle), value);
        return handle;
    }

    private void SetChild(int handle, bool right, ChildCell cell, in Label label)
    {
        *Pool.Cell(handle, right) = cell;
        *Pool.ChildLabel(handle, right) = label;
    }
}
