namespace BasisTrees;

/// <summary>
/// Goes through the keys whose values differ between two revisions, in order, and passes over what the labels show to be the same: the
/// work is in proportion to the differences, not to the trees.
/// </summary>
/// <remarks>
/// <para>
/// Of both trees the subtrees that are still to be compared stand in the order of their keys. Two that come first and have one label are
/// the same and are not entered; otherwise the higher one is opened, until two leaves stand against each other. A label commits to the
/// keys, the values and the form below it, so nothing that differs is passed over; equal entries below unlike labels, as a rotation
/// leaves them, are compared and are no difference.
/// </para>
/// <para>
/// One thread at a time uses a cursor. It needs no disposal: it holds nothing that the snapshots do not hold, and ends with them. The
/// bounds of a range are found by routing keys, which no label covers.
/// </para>
/// </remarks>
public sealed class DifferenceCursor
{
    private readonly OpenedTree _earlier;
    private readonly OpenedTree _later;
    private readonly ReadOnlyMemory<byte> _from;
    private readonly ReadOnlyMemory<byte> _to;

    internal DifferenceCursor(Snapshot earlier, Snapshot later, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        _from = from;
        _to = to;
        _earlier = new OpenedTree(earlier, from, to);
        _later = new OpenedTree(later, from, to);
    }

    /// <summary>What became of the key; 0 before the first difference and behind the last.</summary>
    public DifferenceKind Kind { get; private set; }

    /// <summary>The nodes that were read so far, of both trees.</summary>
    public long NodesRead => _earlier.NodesRead + _later.NodesRead;

    /// <summary>The key; valid until the next move.</summary>
    /// <exception cref="InvalidOperationException">There is no current difference.</exception>
    public ReadOnlySpan<byte> Key => Leaf(Kind == DifferenceKind.Added ? _later : _earlier).Key;

    /// <summary>The value in the earlier revision, empty for a key that was added; valid until the next move.</summary>
    /// <exception cref="InvalidOperationException">There is no current difference.</exception>
    public ReadOnlySpan<byte> EarlierValue => Kind == DifferenceKind.Added ? [] : Leaf(_earlier).Value;

    /// <summary>The value in the later revision, empty for a key that was removed; valid until the next move.</summary>
    /// <exception cref="InvalidOperationException">There is no current difference.</exception>
    public ReadOnlySpan<byte> LaterValue => Kind == DifferenceKind.Removed ? [] : Leaf(_later).Value;

    /// <summary>Goes to the next difference.</summary>
    /// <returns>False if there is none. After an exception it may be called again and goes on where it was.</returns>
    /// <exception cref="ObjectDisposedException">One of the snapshots was disposed.</exception>
    /// <exception cref="InvalidOperationException">A node is not in memory, and its tree has no node store.</exception>
    public bool MoveNext()
    {
        Kind = 0;
        while (Kind == 0 && !(_earlier.IsEmpty && _later.IsEmpty)) Step();
        return Kind != 0;
    }

    private void Step()
    {
        if (_earlier.IsEmpty) TakeAlone(_later, DifferenceKind.Added);
        else if (_later.IsEmpty) TakeAlone(_earlier, DifferenceKind.Removed);
        else if (_earlier.FirstLabel == _later.FirstLabel) Pass();
        else if (_earlier.FirstHeight > _later.FirstHeight) _earlier.Open();
        else if (_earlier.FirstHeight < _later.FirstHeight) _later.Open();
        else if (_earlier.FirstHeight > 0) OpenBoth();
        else Compare();
    }

    private void Pass()
    {
        _earlier.Pass();
        _later.Pass();
    }

    private void OpenBoth()
    {
        // If the second cannot be read, the first is opened already: the next step finds the second higher, and opens it alone.
        _earlier.Open();
        _later.Open();
    }

    private void TakeAlone(OpenedTree tree, DifferenceKind kind)
    {
        if (tree.FirstHeight > 0) tree.Open();
        else Take(tree, kind);
    }

    private void Compare()
    {
        int order = _earlier.ReadLeaf().Key.SequenceCompareTo(_later.ReadLeaf().Key);
        if (order < 0)
        {
            Take(_earlier, DifferenceKind.Removed);
            return;
        }

        if (order > 0)
        {
            Take(_later, DifferenceKind.Added);
            return;
        }

        bool isSame = _earlier.ReadLeaf().Value.SequenceEqual(_later.ReadLeaf().Value);
        bool isEntry = IsEntry(_earlier.ReadLeaf().Key);
        Pass();
        if (!isSame && isEntry) Kind = DifferenceKind.Changed;
    }

    private void Take(OpenedTree tree, DifferenceKind kind)
    {
        bool isEntry = IsEntry(tree.ReadLeaf().Key);
        tree.Pass();
        if (isEntry) Kind = kind;
    }

    // The sentinel is no entry; leaves at the bounds may lie outside.
    private bool IsEntry(ReadOnlySpan<byte> key) =>
        key.ContainsAnyExcept((byte)0)
        && key.SequenceCompareTo(_from.Span) >= 0
        && (_to.IsEmpty || key.SequenceCompareTo(_to.Span) < 0);

    private EncodedNode Leaf(OpenedTree tree) =>
        Kind == 0 ? throw new InvalidOperationException("There is no current difference.") : tree.LastLeaf;
}
