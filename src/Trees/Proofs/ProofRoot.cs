using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// The label and the height of the tree that a proof packs, computed on a stack of labels without building anything: for proofs of which
/// the tree would take much more memory than the proof, so that none is taken for a proof of another digest.
/// </summary>
internal ref struct ProofRoot
{
    private readonly ReadOnlySpan<byte> _proof;
    private readonly ProofRules _rules;
    private readonly Span<Label> _labels;
    private readonly Span<byte> _heights;
    private ReadOnlySpan<byte> _previousNext;
    private int _position;
    private int _depth;

    private ProofRoot(ReadOnlySpan<byte> proof, in ProofRules rules, Span<Label> labels, Span<byte> heights)
    {
        _proof = proof;
        _rules = rules;
        _labels = labels;
        _heights = heights;
    }

    /// <summary>Whether the tree has a label, and is no higher than any tree can be.</summary>
    /// <param name="proof">A proof that passed a strict <see cref="ProofScan"/>.</param>
    /// <param name="rules">The strict rules it passed.</param>
    /// <param name="root">The label that it should have.</param>
    public static bool IsOf(ReadOnlySpan<byte> proof, in ProofRules rules, in Label root)
    {
        // A strict scan lets no more subtrees wait than this.
        const int WaitingMax = ProofLimits.HeightMax + 1;
        Span<Label> labels = stackalloc Label[WaitingMax];
        Span<byte> heights = stackalloc byte[WaitingMax];
        var fold = new ProofRoot(proof, rules, labels, heights);
        return fold.TryFold() && labels[0] == root;
    }

    private bool TryFold()
    {
        while (true)
        {
            byte token = _proof[_position++];
            switch (token)
            {
                case ProofToken.End:
                    return true;
                case ProofToken.Label:
                    Push(new Label(Take(Label.Length)), 0);
                    _previousNext = default;
                    break;
                case ProofToken.Leaf:
                    PushLeaf();
                    break;
                default:
                    if (!TryJoin(token)) return false;
                    break;
            }
        }
    }

    private void PushLeaf()
    {
        ReadOnlySpan<byte> key = _previousNext.IsEmpty ? Take(_rules.KeyLength) : _previousNext;
        _previousNext = Take(_rules.KeyLength);
        ReadOnlySpan<byte> value = Take(_rules.ValueLength ?? BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int))));
        Blake2bState state = default;
        state.Init();
        state.Update([0]);
        state.Update(key);
        state.Update(value);
        state.Update(_previousNext);
        Push(Finish(ref state), 0);
    }

    private bool TryJoin(byte balance)
    {
        byte height = (byte)(1 + Math.Max(_heights[_depth - 1], _heights[_depth - 2]));
        if (height > ProofLimits.HeightMax) return false;
        Blake2bState state = default;
        state.Init();
        state.Update([1, balance]);
        state.Update(MemoryMarshal.AsBytes(_labels.Slice(_depth - 2, 2)));
        _depth -= 2;
        Push(Finish(ref state), height);
        return true;
    }

    private static Label Finish(ref Blake2bState state)
    {
        Span<byte> bytes = stackalloc byte[Label.Length];
        state.Finish(bytes);
        return new Label(bytes);
    }

    private void Push(Label label, byte height)
    {
        _labels[_depth] = label;
        _heights[_depth++] = height;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _proof.Slice(_position, length);
        _position += length;
        return taken;
    }
}
