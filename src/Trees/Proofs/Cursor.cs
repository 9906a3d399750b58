namespace BasisTrees;

/// <summary>Goes through the entries of a range of a <see cref="Snapshot"/>, one at a time, without copying them.</summary>
/// <remarks>
/// One thread at a time uses a cursor; several cursors of one snapshot may be used side by side. It needs no disposal: it holds nothing
/// that the snapshot does not hold.
/// Key and value are the tree's own memory: whoever disposes the snapshot makes sure that no thread still looks at them, as from the next
/// batch on they may be another entry's.
/// </remarks>
public sealed unsafe class Cursor
{
    private readonly Snapshot _snapshot;
    private readonly ReadOnlyMemory<byte> _from;
    private readonly ReadOnlyMemory<byte> _to;
    private readonly bool _descending;

    // The subtrees still to be entered, the nearest last.
    private ChildCell[] _stack = new ChildCell[96];
    private int _depth;
    private bool _ended;

    // The current entry. What it names outside its slot is copied: should another thread dispose the snapshot and the writer use the slot
    // again, block and length still belong together, and nothing outside the tree's memory is read.
    private LeafRecord* _leaf;
    private int _key;
    private ValueRef _value;

    internal Cursor(Snapshot snapshot, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, bool descending)
    {
        _snapshot = snapshot;
        _from = from;
        _to = to;
        _descending = descending;
        _stack[_depth++] = snapshot.Root;
    }

    /// <summary>The key of the current entry; valid until the next move or the disposal of the snapshot.</summary>
    /// <exception cref="InvalidOperationException">There is no current entry.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            Check();
            return _snapshot.Pool.Keys.Span(_key);
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
            ValueSlab values = _snapshot.Pool.Values;
            return values.IsInline ? values.Read(_leaf) : values.Read(_value);
        }
    }

    /// <summary>Goes to the next entry.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public bool MoveNext()
    {
        _snapshot.Enter();
        try
        {
            _leaf = null;
            while (!_ended && _depth > 0)
            {
                // Taken off the stack only once it is there: a move after a failed one fails too and never leaves entries out.
                int handle = Snapshot.Resolve(_snapshot.Pool, _stack[_depth - 1]);
                _depth--;
                if (NodeHandle.IsInternal(handle)) Push(_snapshot.Pool.Internal(handle));
                else if (Take(_snapshot.Pool.Leaf(handle))) return true;
            }

            _ended = true;
            return false;
        }
        finally
        {
            _snapshot.Exit();
        }
    }

    /// <summary>Puts the children on the stack that can hold keys of the range, the one to be entered first on top.</summary>
    private void Push(Navigation* node)
    {
        ReadOnlySpan<byte> routing = _snapshot.Pool.Keys.Span(node->Key);

        // All keys on the left are less than the routing key, all on the right not less.
        bool left = _from.IsEmpty || _from.Span.SequenceCompareTo(routing) < 0;
        bool right = _to.IsEmpty || _to.Span.SequenceCompareTo(routing) > 0;
        if (_descending)
        {
            if (left) _stack[_depth++] = node->Left;
            if (right) _stack[_depth++] = node->Right;
        }
        else
        {
            if (right) _stack[_depth++] = node->Right;
            if (left) _stack[_depth++] = node->Left;
        }
    }

    private bool Take(LeafRecord* leaf)
    {
        ReadOnlySpan<byte> key = _snapshot.Pool.Keys.Span(leaf->Key);
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
        if (_leaf is null) throw new InvalidOperationException("The cursor is not at an entry.");
    }
}
