using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// Writes a batch proof in the order of the packed tree: children before their parent, a leaf's key only where the leaf before it does
/// not already tell it (AVL-FORMAT section 5).
/// </summary>
internal unsafe ref struct ProofWriter
{
    private const int ChunkLength = 64 * 1024;

    private readonly IBufferWriter<byte> _output;
    private readonly NodePool _pool;
    private readonly bool _variable;
    private Span<byte> _span;
    private int _used;
    private bool _previousLeafAvailable;

    /// <summary>Begins a proof.</summary>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="pool">The memory of the nodes to be written.</param>
    /// <param name="variable">Whether values carry their length.</param>
    public ProofWriter(IBufferWriter<byte> output, NodePool pool, bool variable)
    {
        _output = output;
        _pool = pool;
        _variable = variable;
    }

    /// <summary>Writes a subtree that was not visited.</summary>
    public void WriteLabel(Label* label)
    {
        Span<byte> span = Take(1 + Label.Length);
        span[0] = ProofToken.Label;
        Unsafe.WriteUnaligned(ref span[1], *label);
        _previousLeafAvailable = false;
    }

    /// <summary>Writes a subtree that was not visited, or nothing; without a branch, as which of the two no predictor learns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLabelIf(bool written, Label* label)
    {
        Span<byte> span = Take(1 + Label.Length, out int start);
        span[0] = ProofToken.Label;
        Unsafe.WriteUnaligned(ref span[1], *label);
        _used = start + ((1 + Label.Length) * Unsafe.BitCast<bool, byte>(written));
        _previousLeafAvailable &= !written;
    }

    /// <summary>Writes a visited leaf.</summary>
    public void WriteLeaf(LeafRecord* leaf)
    {
        int keyLength = _pool.KeyLength;
        ReadOnlySpan<byte> value = _pool.Values.Read(leaf);
        Span<byte> span = Take(1 + (2 * keyLength) + sizeof(int) + value.Length, out int start);
        int length = 1;
        span[0] = ProofToken.Leaf;
        if (!_previousLeafAvailable)
        {
            _pool.Keys.Span(leaf->Key).CopyTo(span[length..]);
            length += keyLength;
        }

        _pool.Keys.Span(leaf->Next).CopyTo(span[length..]);
        length += keyLength;
        if (_variable)
        {
            BinaryPrimitives.WriteInt32BigEndian(span[length..], value.Length);
            length += sizeof(int);
        }

        value.CopyTo(span[length..]);
        _used = start + length + value.Length;
        _previousLeafAvailable = true;
    }

    /// <summary>Writes a visited internal node, after its children.</summary>
    public void WriteBalance(sbyte balance) => Take(1)[0] = (byte)balance;

    /// <summary>Ends the tree, writes the directions and hands everything to the output.</summary>
    public void Finish(ReadOnlySpan<byte> directions)
    {
        Take(1)[0] = ProofToken.End;
        Flush();
        _output.Write(directions);
    }

    private Span<byte> Take(int length) => Take(length, out _);

    private Span<byte> Take(int length, out int start)
    {
        if (_span.Length - _used < length)
        {
            Flush();
            _span = _output.GetSpan(Math.Max(length, ChunkLength));
        }

        start = _used;
        _used += length;
        return _span.Slice(start, length);
    }

    private void Flush()
    {
        if (_used > 0) _output.Advance(_used);
        _used = 0;
        _span = default;
    }
}
