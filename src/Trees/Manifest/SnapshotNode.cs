namespace BasisTrees;

/// <summary>
/// One node copied out of a snapshot: the one way by which manifests read a tree, so that they need not know where its nodes are. The copy
/// stays whole whatever the writer does with the node's memory.
/// </summary>
/// <remarks>One thread; read into over and over.</remarks>
internal sealed unsafe class SnapshotNode
{
    private byte[] _bytes = new byte[256];
    private int _length;
    private NodeReader? _reader;

    /// <summary>Whether the node is a leaf.</summary>
    public bool IsLeaf { get; private set; }

    /// <summary>The balance of an internal node.</summary>
    public sbyte Balance { get; private set; }

    /// <summary>The left child of an internal node.</summary>
    public SnapshotChild Left { get; private set; }

    /// <summary>The right child of an internal node.</summary>
    public SnapshotChild Right { get; private set; }

    /// <summary>
    /// Of a leaf <c>00, key, next key, value</c>, its form in a manifest as well as in a node store; of an internal node its routing key.
    /// </summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The root of a snapshot.</summary>
    public static SnapshotChild RootOf(Snapshot snapshot) => new(snapshot.Version.Root, snapshot.Digest.Root, snapshot.Version.RootPlace);

    /// <summary>Reads a node from memory, or from the tree's node store.</summary>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">The node is not in memory, and the tree has no node store.</exception>
    public void Read(Snapshot snapshot, in SnapshotChild child)
    {
        snapshot.Enter();
        try
        {
            if (!TryReadInMemory(snapshot.Pool, child.Cell)) ReadInStore(snapshot, child);
        }
        finally
        {
            snapshot.Exit();
        }
    }

    private bool TryReadInMemory(NodePool pool, ChildCell cell)
    {
        int pin = pool.Enter();
        try
        {
            if (!pool.Fits(cell)) return false;
            IsLeaf = !NodeHandle.IsInternal(cell.Handle);
            if (IsLeaf) ReadLeaf(pool, cell.Handle);
            else ReadInternal(pool, cell.Handle);
            return true;
        }
        finally
        {
            pool.Exit(pin);
        }
    }

    private void ReadInStore(Snapshot snapshot, in SnapshotChild child)
    {
        if (snapshot.Pool.Source is not { } source) throw new InvalidOperationException("A node of a held revision is not in memory.");
        _reader ??= new NodeReader(snapshot.Parameters, source);
        EncodedNode node = _reader.Read(child.Label, child.Place);
        IsLeaf = node.IsLeaf;
        if (IsLeaf)
        {
            Reserve(EncodedNode.LeafLength(node.Key.Length, node.Value.Length));
            EncodedNode.WriteLeaf(_bytes, node.Key, node.NextKey, node.Value);
            return;
        }

        Balance = node.Balance;
        Left = new SnapshotChild(ChildCell.Absent, node.ChildLabel(false), node.ChildPlace(false));
        Right = new SnapshotChild(ChildCell.Absent, node.ChildLabel(true), node.ChildPlace(true));
        Reserve(node.Key.Length);
        node.Key.CopyTo(_bytes);
    }

    private void ReadLeaf(NodePool pool, int handle)
    {
        LeafRecord* leaf = pool.Leaf(handle);
        ReadOnlySpan<byte> value = pool.Values.Read(leaf);
        Reserve(EncodedNode.LeafLength(pool.KeyLength, value.Length));
        EncodedNode.WriteLeaf(_bytes, pool.Keys.Span(leaf->Key), pool.Keys.Span(leaf->Next), value);
    }

    private void ReadInternal(NodePool pool, int handle)
    {
        Navigation* node = pool.Internal(handle);
        Balance = node->State.Balance;
        Left = new SnapshotChild(node->Left, pool.Pair(handle)->Left, node->Left.Place);
        Right = new SnapshotChild(node->Right, pool.Pair(handle)->Right, node->Right.Place);
        Reserve(pool.KeyLength);
        pool.Keys.Span(node->Key).CopyTo(_bytes);
    }

    private void Reserve(int length)
    {
        if (_bytes.Length < length) _bytes = new byte[Math.Max(length, 2 * _bytes.Length)];
        _length = length;
    }
}
