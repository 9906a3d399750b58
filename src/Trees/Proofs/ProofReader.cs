using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// Rebuilds the partial tree that a proof packs, and hashes it in lanes level by level. The proof must have passed a
/// <see cref="ProofScan"/>.
/// </summary>
/// <remarks>Owned by one thread; reused from proof to proof without allocation once it has grown.</remarks>
internal sealed unsafe class ProofReader
{
    private readonly NodePool _pool;
    private readonly LabelPass _pass;
    private readonly DirtyWalk _walk;
    private readonly WorkingTree _tree;
    private readonly ProofRules _rules;
    private Waiting[] _stack = [];
    private int _depth;
    private int _position;

    // The block of the last leaf's next key, which is the next leaf's key; -1 where a label stands between.
    private int _previousNext;

    /// <summary>Makes a reader that fills a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="pass">Computes its labels.</param>
    /// <param name="walk">Finds the labels to be computed.</param>
    /// <param name="rules">What is asked of a proof.</param>
    public ProofReader(WorkingTree tree, LabelPass pass, DirtyWalk walk, in ProofRules rules)
    {
        _walk = walk;
        _tree = tree;
        _pool = tree.Pool;
        _pass = pass;
        _rules = rules;
    }

    /// <summary>Builds the tree of a proof.</summary>
    /// <returns>False if its label is not the digest's, or if it is higher than the rules allow.</returns>
    public bool TryRead(ReadOnlySpan<byte> proof, in ProofScan scan, in Digest digest)
    {
        _tree.Clear();
        _pool.Expect(scan.Leaves, scan.Internals);
        _pass.Reserve(scan.Leaves, scan.Internals);
        if (_stack.Length < scan.DepthMax) _stack = new Waiting[scan.DepthMax];
        _depth = 0;
        _position = 0;
        _previousNext = -1;

        while (true)
        {
            byte token = proof[_position++];
            if (token == ProofToken.End) break;
            switch (token)
            {
                case ProofToken.Label:
                    _stack[_depth++] = new Waiting(NodeHandle.None, _position);
                    _position += Label.Length;
                    _previousNext = -1;
                    break;
                case ProofToken.Leaf:
                    _stack[_depth++] = new Waiting(ReadLeaf(proof), 0);
                    break;
                default:
                    Join(proof, (sbyte)token);
                    break;
            }
        }

        _tree.Begin(Place(proof, _stack[0], _tree.RootLabel), digest.Height);
        return _walk.TryRun(_rules.HeightMax) && *_tree.RootLabel == digest.Root;
    }

    private int ReadLeaf(ReadOnlySpan<byte> proof)
    {
        int key = _previousNext;
        if (key >= 0) _pool.Keys.Share(key);
        else key = _pool.Keys.Take(Take(proof, _rules.KeyLength));

        int next = _pool.Keys.Take(Take(proof, _rules.KeyLength));
        int length = _rules.ValueLength ?? BinaryPrimitives.ReadInt32BigEndian(Take(proof, sizeof(int)));
        int leaf = _pool.NewLeaf(key, next);
        _pool.Values.Store(_pool.Leaf(leaf), length > 0 ? proof.Slice(_position, length) : default);
        _position += length;
        _previousNext = next;
        return leaf;
    }

    private void Join(ReadOnlySpan<byte> proof, sbyte balance)
    {
        Waiting right = _stack[--_depth];
        Waiting left = _stack[--_depth];
        int handle = _pool.NewInternal();
        Navigation* node = _pool.Internal(handle);
        LabelPair* pair = _pool.Pair(handle);
        node->State.Balance = balance;
        node->Left = Place(proof, left, &pair->Left);
        node->Right = Place(proof, right, &pair->Right);
        _stack[_depth++] = new Waiting(handle, 0);
    }

    /// <summary>Gives a subtree its place: a label is copied there, a node's label will be computed there.</summary>
    /// <returns>The cell of the subtree.</returns>
    private ChildCell Place(ReadOnlySpan<byte> proof, in Waiting subtree, Label* target)
    {
        if (subtree.Handle == NodeHandle.None)
        {
            *target = new Label(proof.Slice(subtree.LabelOffset, Label.Length));
            return ChildCell.Absent;
        }

        return _pool.CellOf(subtree.Handle);
    }

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> proof, int length)
    {
        ReadOnlySpan<byte> taken = proof.Slice(_position, length);
        _position += length;
        return taken;
    }

    /// <summary>A subtree that waits for its parent: a node, or the place of a label in the proof.</summary>
    private readonly record struct Waiting(int Handle, int LabelOffset);
}
