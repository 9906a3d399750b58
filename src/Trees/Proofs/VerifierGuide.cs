using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>The guide of the verifier: replays the directions of the proof and checks the leaf that they lead to.</summary>
internal unsafe struct VerifierGuide : IGuide
{
    private byte[] _directions;
    private long _bits;
    private long _used;

    /// <summary>Begins a proof.</summary>
    /// <param name="directions">An array that holds the direction bytes at its front; not changed while the proof is checked.</param>
    /// <param name="length">How many bytes there are.</param>
    public void Begin(byte[] directions, int length)
    {
        _directions = directions;
        _bits = 8L * length;
        _used = 0;
    }

    /// <summary>
    /// Whether the directions were used up: no whole byte is left over, and the bits that fill up the last byte are zeros.
    /// </summary>
    public readonly bool IsUsedUp
    {
        get
        {
            if (_bits - _used >= 8) return false;
            return (_used & 7) == 0 || _directions[_used >> 3] >> (int)(_used & 7) == 0;
        }
    }

    /// <inheritdoc/>
    public readonly void Start(ReadOnlySpan<byte> key)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(NodePool pool, Navigation* node, ReadOnlySpan<byte> key, out bool right)
    {
        long bit = _used;
        right = false;
        if (bit >= _bits) return false;
        right = ((_directions[bit >> 3] >> (int)(bit & 7)) & 1) == 0;
        _used = bit + 1;
        return true;
    }

    /// <inheritdoc/>
    public readonly bool TryMatch(NodePool pool, LeafRecord* leaf, ReadOnlySpan<byte> key, out bool matches)
    {
        int order = key.SequenceCompareTo(pool.Keys.Span(leaf->Key));
        matches = order == 0;
        return matches || (order > 0 && key.SequenceCompareTo(pool.Keys.Span(leaf->Next)) < 0);
    }

    /// <inheritdoc/>
    public readonly void Accept(NodePool pool, in SearchPath path, int leaf)
    {
    }

    /// <inheritdoc/>
    public readonly void Visit(NodePool pool, int handle)
    {
    }
}
