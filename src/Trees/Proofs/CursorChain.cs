namespace BasisTrees;

/// <summary>
/// The entries of a <see cref="Cursor"/> over a tree with a node store: copies, because nodes leave memory while a cursor stands, and
/// checked to follow on each other, because the routing keys that lead to nodes of a store are covered by no hash.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class CursorChain
{
    private readonly NodeReader _reader;
    private readonly ReadOnlyMemory<byte> _from;
    private readonly ReadOnlyMemory<byte> _to;
    private readonly bool _descending;

    // The label of the leaf taken last, and the key that the leaf after it must begin with, or end with where the cursor descends.
    private Label _label;
    private byte[] _seam = [];
    private bool _isBegun;

    private byte[] _entry = [];
    private int _keyLength;
    private int _length;

    /// <summary>Makes the entries of a cursor.</summary>
    public CursorChain(NodeReader reader, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, bool descending)
    {
        _reader = reader;
        _from = from;
        _to = to;
        _descending = descending;
    }

    /// <summary>The key of the current entry.</summary>
    public ReadOnlySpan<byte> Key => _entry.AsSpan(0, _keyLength);

    /// <summary>The value of the current entry.</summary>
    public ReadOnlySpan<byte> Value => _entry.AsSpan(_keyLength, _length - _keyLength);

    /// <summary>Reads a node from the store; valid until the next reading.</summary>
    public EncodedNode Read(scoped in Label label, NodePlace place) => _reader.Read(label, place);

    /// <summary>The nodes that were read from the store since this was last asked.</summary>
    public int TakeReads() => _reader.TakeReads();

    /// <summary>Takes the next leaf on the way.</summary>
    /// <returns>Whether it is an entry of the range.</returns>
    /// <exception cref="RoutingKeyException">It does not follow on the leaf before it.</exception>
    public bool TryTake(ReadOnlySpan<byte> key, ReadOnlySpan<byte> next, ReadOnlySpan<byte> value, in Label label)
    {
        ReadOnlySpan<byte> near = _descending ? next : key;
        ReadOnlySpan<byte> far = _descending ? key : next;
        bool follows = !_isBegun ? Begins(near) : near.SequenceEqual(_seam);
        if (!follows) throw _reader.Misplaced(label, NodePlace.Unknown);
        _isBegun = true;
        _label = label;
        if (_seam.Length != far.Length) _seam = new byte[far.Length];
        far.CopyTo(_seam);
        bool isSentinel = !key.ContainsAnyExcept((byte)0);
        if (isSentinel || key.SequenceCompareTo(_from.Span) < 0 || (!_to.IsEmpty && key.SequenceCompareTo(_to.Span) >= 0)) return false;
        _keyLength = key.Length;
        _length = key.Length + value.Length;
        if (_entry.Length < _length) _entry = new byte[Math.Max(_length, 2 * _entry.Length)];
        key.CopyTo(_entry);
        value.CopyTo(_entry.AsSpan(_keyLength));
        return true;
    }

    /// <summary>Checks that the leaves reached as far as the range does.</summary>
    /// <exception cref="RoutingKeyException">They did not.</exception>
    public void End()
    {
        if (_isBegun && !(_descending ? IsAtStart(_seam) : IsAtEnd(_seam))) throw _reader.Misplaced(_label, NodePlace.Unknown);
    }

    private bool Begins(ReadOnlySpan<byte> near) => _descending ? IsAtEnd(near) : IsAtStart(near);

    // The sentinels bound every range.
    private bool IsAtStart(ReadOnlySpan<byte> key) => !key.ContainsAnyExcept((byte)0) || key.SequenceCompareTo(_from.Span) <= 0;

    private bool IsAtEnd(ReadOnlySpan<byte> key) =>
        !key.ContainsAnyExcept((byte)0xFF) || (!_to.IsEmpty && key.SequenceCompareTo(_to.Span) >= 0);
}
