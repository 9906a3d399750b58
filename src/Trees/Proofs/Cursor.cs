namespace BasisTrees;

/// <summary>Goes through the entries of a range of a <see cref="Snapshot"/>, one at a time.</summary>
/// <remarks>
/// <para>
/// One thread at a time uses a cursor; several cursors of one snapshot may be used side by side. It needs no disposal: it holds nothing
/// that the snapshot does not hold.
/// </para>
/// <para>
/// Of a tree without a node store, key and value are the tree's own memory: whoever disposes the snapshot makes sure that no thread still
/// looks at them, as from the next batch on they may be another entry's. Of a tree with a node store they are the cursor's own copies.
/// </para>
/// </remarks>
public sealed unsafe class Cursor
{
    private readonly Snapshot _snapshot;
    private readonly NodePool _pool;
    private readonly ReadOnlyMemory<byte> _from;
    private readonly ReadOnlyMemory<byte> _to;
    private readonly bool _descending;

    // The subtrees still to be entered, the nearest last.
    private readonly ChildCell[] _stack = new ChildCell[96];
    private int _depth;
    private bool _ended;

    // What a tree with a node store needs: the labels beside the stack, for nodes that are not in memory, and the current entry.
    private readonly CursorChain? _chain;
    private readonly Label[] _labels = [];

    // Whether a key was noted as missed: of a scan only the first, as the rest of a long one is not worth the memory.
    private bool _isMissed;

    // The nodes that the present move has passed in memory.
    private int _passed;

    // The current entry of another tree. What it names outside its slot is copied: should another thread dispose the snapshot and the
    // writer use the slot again, block and length still belong together, and nothing outside the tree's memory is read.
    private LeafRecord* _leaf;
    private int _key;
    private ValueRef _value;
    private bool _isAtEntry;

    internal Cursor(Snapshot snapshot, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, bool descending)
    {
        _snapshot = snapshot;
        _pool = snapshot.Pool;
        _from = from;
        _to = to;
        _descending = descending;
        TreeVersion version = snapshot.Version;
        _stack[_depth++] = version.Root;
        if (_pool.Source is not { } source) return;
        _chain = new CursorChain(new NodeReader(snapshot.Parameters, source), from, to, descending);
        _labels = new Label[_stack.Length];
        _labels[0] = version.Digest.Root;
    }

    /// <summary>The key of the current entry; valid until the next move or the disposal of the snapshot.</summary>
    /// <exception cref="InvalidOperationException">There is no current entry.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            Check();
            return _chain is null ? _pool.Keys.Span(_key) : _chain.Key;
        }
    }

    /// <summary>The value of the current entry; valid until the next move or the disposal of the snapshot.</summary>
    /// <exception cref="InvalidOperationException">There is no current entry.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            Check();
            if (_chain is not null) return _chain.Value;
            ValueSlab values = _pool.Values;
            return values.IsInline ? values.Read(_leaf) : values.Read(_value);
        }
    }

    /// <summary>Goes to the next entry.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">A node on the way is not in memory, and the tree has no node store.</exception>
    /// <exception cref="RoutingKeyException">A stored routing key is wrong, and the source has no exception of its own.</exception>
    public bool MoveNext()
    {
        _snapshot.Enter();
        try
        {
            _isAtEntry = false;
            while (!_ended && _depth > 0 && !_isAtEntry)
            {
                if (!MoveInMemory()) MoveInStore();
            }

            CountMove();
            if (_isAtEntry) return true;
            if (!_ended) _chain?.End();
            _ended = true;
            return false;
        }
        finally
        {
            _snapshot.Exit();
        }
    }

    /// <summary>Goes to the next entry, or to the end, or to a node that is not in memory: then it gives false.</summary>
    private bool MoveInMemory()
    {
        int pin = _pool.Enter();
        try
        {
            while (_depth > 0)
            {
                // Taken off the stack only once it is there: a move after a failed one never leaves entries out.
                ChildCell cell = _stack[_depth - 1];
                if (!_pool.Fits(cell)) return false;
                _depth--;
                _passed++;
                if (NodeHandle.IsInternal(cell.Handle))
                {
                    Navigation* node = _pool.Internal(cell.Handle);
                    Push(_pool.Keys.Span(node->Key), node->Left, node->Right, _pool.Pair(cell.Handle));
                    continue;
                }

                _isAtEntry = Take(_pool.Leaf(cell.Handle));
                if (_isAtEntry) return true;
            }

            return true;
        }
        finally
        {
            _pool.Exit(pin);
        }
    }

    private void CountMove()
    {
        if (_chain is not null && _pool.Traffic is { } traffic)
        {
            int read = _chain.TakeReads();
            traffic.Count(_passed + read, read);
        }

        _passed = 0;
    }

    /// <summary>Reads the next node, which is not in memory.</summary>
    private void MoveInStore()
    {
        if (_chain is null) throw new InvalidOperationException("A node of a held revision is not in memory.");
        Label label = _labels[_depth - 1];
        EncodedNode node = _chain.Read(label, _stack[_depth - 1].Place);
        _depth--;
        if (node.IsLeaf)
        {
            if (!_isMissed) _pool.Missed?.Note(node.Key);
            _isMissed = true;
            _isAtEntry = _chain.TryTake(node.Key, node.NextKey, node.Value, label);
            return;
        }

        LabelPair labels = new() { Left = node.ChildLabel(false), Right = node.ChildLabel(true) };
        Push(node.Key, ChildCell.AbsentAt(node.ChildPlace(false)), ChildCell.AbsentAt(node.ChildPlace(true)), &labels);
    }

    /// <summary>Puts the children on the stack that can hold keys of the range, the one to be entered first on top.</summary>
    private void Push(ReadOnlySpan<byte> routing, ChildCell left, ChildCell right, LabelPair* labels)
    {
        // All keys on the left are less than the routing key, all on the right not less.
        bool entersLeft = _from.IsEmpty || _from.Span.SequenceCompareTo(routing) < 0;
        bool entersRight = _to.IsEmpty || _to.Span.SequenceCompareTo(routing) > 0;
        if (_descending && entersLeft) Push(left, &labels->Left);
        if (entersRight) Push(right, &labels->Right);
        if (!_descending && entersLeft) Push(left, &labels->Left);
    }

    private void Push(ChildCell cell, Label* label)
    {
        if (_chain is not null) _labels[_depth] = *label;
        _stack[_depth++] = cell;
    }

    private bool Take(LeafRecord* leaf)
    {
        ReadOnlySpan<byte> key = _pool.Keys.Span(leaf->Key);
        if (_chain is not null) return _chain.TryTake(key, _pool.Keys.Span(leaf->Next), _pool.Values.Read(leaf), _labels[_depth]);
        bool isSentinel = !key.ContainsAnyExcept((byte)0);
        if (isSentinel || key.SequenceCompareTo(_from.Span) < 0 || (!_to.IsEmpty && key.SequenceCompareTo(_to.Span) >= 0)) return false;
        _leaf = leaf;
        _key = leaf->Key;
        _value = new ValueRef(leaf->ValueBlock, leaf->ValueLength);
        return true;
    }

    private void Check()
    {
        ObjectDisposedException.ThrowIf(_snapshot.IsDisposed, _snapshot);
        if (!_isAtEntry) throw new InvalidOperationException("The cursor is not at an entry.");
    }
}
