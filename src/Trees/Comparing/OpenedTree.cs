namespace BasisTrees;

/// <summary>What of a revision is still to be compared: subtrees in the order of their keys, opened only as far as needed.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class OpenedTree
{
    private readonly Snapshot _snapshot;
    private readonly ReadOnlyMemory<byte> _from;
    private readonly ReadOnlyMemory<byte> _to;
    private readonly SnapshotNode _node = new();
    private readonly SnapshotNode _leaf = new();

    // The first of all keys on top.
    private readonly Stack<(SnapshotChild Node, int Height)> _rest = new();
    private bool _isLeafRead;

    internal OpenedTree(Snapshot snapshot, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        _snapshot = snapshot;
        _from = from;
        _to = to;
        _rest.Push((SnapshotNode.RootOf(snapshot), snapshot.Digest.Height));
    }

    internal bool IsEmpty => _rest.Count == 0;

    /// <summary>The label of the first subtree.</summary>
    internal Label FirstLabel => _rest.Peek().Node.Label;

    /// <summary>The height of the first subtree; a leaf has 0.</summary>
    internal int FirstHeight => _rest.Peek().Height;

    /// <summary>The nodes that were read.</summary>
    internal long NodesRead { get; private set; }

    /// <summary>The leaf that was read last; it stays when it is passed.</summary>
    internal EncodedNode LastLeaf =>
        EncodedNode.TryRead(_leaf.Bytes, _snapshot.Parameters, out EncodedNode leaf)
            ? leaf
            : throw new InvalidOperationException("A leaf of a held revision is not a leaf of its tree.");

    /// <summary>Reads the first subtree, which is a leaf.</summary>
    internal EncodedNode ReadLeaf()
    {
        if (!_isLeafRead)
        {
            _leaf.Read(_snapshot, _rest.Peek().Node);
            NodesRead++;
            if (!_leaf.IsLeaf) throw new InvalidOperationException("A tree is higher than its digest says.");
            _isLeafRead = true;
        }

        return LastLeaf;
    }

    /// <summary>Puts the children of the first subtree, which is no leaf, into its place: those that can have keys of the range.</summary>
    internal void Open()
    {
        (SnapshotChild first, int height) = _rest.Peek();
        _node.Read(_snapshot, first);
        NodesRead++;
        if (_node.IsLeaf) throw new InvalidOperationException("A tree is less high than its digest says.");

        // Taken off only once it is read: whoever goes on after a failure leaves nothing out.
        _rest.Pop();
        ReadOnlySpan<byte> routing = _node.Bytes;
        if (_to.IsEmpty || _to.Span.SequenceCompareTo(routing) > 0) _rest.Push((_node.Right, height - (_node.Balance < 0 ? 2 : 1)));
        if (_from.IsEmpty || _from.Span.SequenceCompareTo(routing) < 0) _rest.Push((_node.Left, height - (_node.Balance > 0 ? 2 : 1)));
    }

    /// <summary>Goes on behind the first subtree.</summary>
    internal void Pass()
    {
        _rest.Pop();
        _isLeafRead = false;
    }
}
