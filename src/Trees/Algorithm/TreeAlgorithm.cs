using System.Diagnostics;

namespace BasisTrees;

/// <summary>
/// The one algorithm of prover and verifier (paper section 4 and appendix; AVL-FORMAT sections 2 to 4): search, insert, update and
/// remove with rebalancing, over a <see cref="WorkingTree"/>, led by a guide. Iterative throughout.
/// </summary>
/// <remarks>
/// Owned by one thread. After <see cref="Outcome.ProofRefused"/>, or an exception, the tree is spoilt until the batch is discarded; no
/// other refusal changes anything.
/// </remarks>
internal sealed unsafe class TreeAlgorithm<TGuide>
    where TGuide : struct, IGuide
{
    private readonly NodePool _pool;
    private readonly Removal<TGuide> _removal;
    private readonly int? _valueLength;
    private readonly int _valueLengthMax;
    private readonly int _keyLength;
    private SearchPath _path = new();
    private byte[] _oldValue = [];
    private int _oldLength;
    private TGuide _guide;

    /// <summary>Makes the algorithm for a tree.</summary>
    /// <param name="tree">The tree to work on.</param>
    /// <param name="parameters">Its constants.</param>
    /// <param name="valueLengthMax">The longest value accepted, in bytes, where the length is not fixed.</param>
    public TreeAlgorithm(WorkingTree tree, TreeParameters parameters, int valueLengthMax)
    {
        Tree = tree;
        _pool = tree.Pool;
        _removal = new Removal<TGuide>(tree);
        _keyLength = parameters.KeyLength;
        _valueLength = parameters.ValueLength;
        _valueLengthMax = valueLengthMax;
    }

    /// <summary>The tree to work on.</summary>
    public WorkingTree Tree { get; }

    /// <summary>The guide.</summary>
    public ref TGuide Guide => ref _guide;

    /// <summary>The value that the key of the last operation had, if it was <see cref="Outcome.Present"/>.</summary>
    public ReadOnlySpan<byte> OldValue => _oldValue.AsSpan(0, _oldLength);

    /// <summary>Carries out one operation, or refuses it.</summary>
    public Outcome Apply(in Operation operation)
    {
        _oldLength = 0;
        ReadOnlySpan<byte> key = operation.Key.Span;
        Outcome refusal = CheckKey(key, _keyLength);
        if (refusal != default) return refusal;

        if (!TryFindLeaf(key, out int leaf, out bool matches)) return Outcome.ProofRefused;

        Span<byte> number = stackalloc byte[sizeof(long)];
        ReadOnlySpan<byte> old = matches ? _pool.Values.Read(_pool.Leaf(leaf)) : default;
        Decision decision = matches ? Decision.OnPresent(operation, old, number) : Decision.OnAbsent(operation, number);
        if (!decision.Outcome.IsDone()) return decision.Outcome;
        if (decision.Effect == Effect.Store && !FitsValue(decision.Value.Length)) return Outcome.ValueLength;

        if (matches) KeepOld(old);
        _guide.Accept(_pool, _path, leaf);
        switch (decision.Effect)
        {
            case Effect.Store when matches:
                // A value that is stored again may be the very bytes of the leaf that is about to change.
                bool isSame = operation.Kind == OperationKind.UpdateLongBy && operation.Delta == 0;
                int changed = ChangeValue(leaf, isSame ? OldValue : decision.Value);
                return Climb(changed, false) ? Outcome.Present : Outcome.ProofRefused;
            case Effect.Store:
                Tree.Count++;
                return Climb(Split(leaf, key, decision.Value), true) ? Outcome.Absent : Outcome.ProofRefused;
            case Effect.Delete:
                Tree.Count--;
                return _removal.TryRun(ref _guide, _path) ? Outcome.Present : Outcome.ProofRefused;
            default:
                return decision.Outcome;
        }
    }

    /// <summary>Refuses what can be no key of the tree; <c>default</c> is no refusal.</summary>
    public static Outcome CheckKey(ReadOnlySpan<byte> key, int keyLength)
    {
        if (key.Length != keyLength) return Outcome.KeyLength;
        if (!key.ContainsAnyExcept((byte)0) || !key.ContainsAnyExcept((byte)0xFF)) return Outcome.KeySentinel;
        return default;
    }

    private bool FitsValue(int length) => _valueLength is { } fixedLength ? length == fixedLength : length <= _valueLengthMax;

    private bool TryFindLeaf(ReadOnlySpan<byte> key, out int leaf, out bool matches)
    {
        _path.Clear();
        _guide.Start(key);
        matches = false;
        int handle = Tree.Root.Handle;
        do
        {
            while (NodeHandle.IsInternal(handle))
            {
                Navigation* node = _pool.Internal(handle);
                if (!_guide.TryStep(_pool, node, key, out bool right))
                {
                    leaf = NodeHandle.None;
                    return false;
                }

                _path.Add(handle, right);
                handle = Navigation.Child(node, right).Handle;
            }
        }
        while (NodeHandle.IsAbsent(handle) && TryFault(ref handle));

        leaf = handle;
        _pool.Traffic?.CountOfWriter(_path.Depth + 1);
        if (_pool.Places is { } places && places.UsedLevel < _path.Depth) places.Use(_path.Node(places.UsedLevel));
        return NodeHandle.IsLeaf(handle) && _guide.TryMatch(_pool, _pool.Leaf(handle), key, out matches);
    }

    /// <summary>Brings the absent node at the end of the path into memory.</summary>
    private bool TryFault(ref int handle)
    {
        if (_path.Depth == 0) return false;
        handle = Tree.Fault(_path.Node(_path.Depth - 1), _path.Right(_path.Depth - 1));
        _pool.Traffic?.CountMissOfWriter();
        return !NodeHandle.IsAbsent(handle);
    }

    private void KeepOld(ReadOnlySpan<byte> old)
    {
        if (_oldValue.Length < old.Length) _oldValue = new byte[Math.Max(32, old.Length)];
        old.CopyTo(_oldValue);
        _oldLength = old.Length;
    }

    private int ChangeValue(int leaf, ReadOnlySpan<byte> value)
    {
        leaf = Tree.OwnLeaf(leaf);
        Tree.SetValue(leaf, value);
        return leaf;
    }

    /// <summary>Puts an internal node with the old leaf and a new one in the old leaf's place.</summary>
    private int Split(int leaf, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int keyBlock = Tree.TakeKey(key);
        int left = Tree.OwnLeaf(leaf);
        int right = Tree.NewLeaf(keyBlock, Tree.ExchangeNext(left, keyBlock), value);

        int node = Tree.NewInternal();
        Tree.SetRoutingKey(node, keyBlock);
        _pool.SetChild(node, false, left);
        _pool.SetChild(node, true, right);
        return node;
    }

    /// <summary>Carries a changed subtree up to the root, rebalancing on the way (AVL-FORMAT section 3).</summary>
    /// <param name="child">The subtree that takes the place of the leaf that the path ends at.</param>
    /// <param name="grew">Whether it is higher than what stood there.</param>
    private bool Climb(int child, bool grew)
    {
        for (int step = _path.Depth - 1; step >= 0; step--)
        {
            int node = _path.Node(step);
            bool right = _path.Right(step);
            Navigation* record = _pool.Internal(node);
            if (!grew && record->State.IsBorn)
            {
                ChildCell* cell = right ? &record->Right : &record->Left;
                if (cell->Handle == child)
                {
                    // From here to the root nothing changes but labels, and those are unknown already if this one is.
                    if (!cell->IsLabelKnown) return true;
                    *cell = cell->WithLabelUnknown();
                }
                else
                {
                    _pool.SetChild(node, right, child);
                }

                child = node;
                continue;
            }

            sbyte balance = record->State.Balance;
            if (grew && (right ? balance > 0 : balance < 0))
            {
                if (!TryRotate(Tree.OwnInternal(node), child, right, out child)) return false;
                grew = false;
                continue;
            }

            node = Tree.OwnInternal(node);
            _pool.SetChild(node, right, child);
            if (grew)
            {
                _pool.Internal(node)->State.Balance = unchecked((sbyte)(right ? balance + 1 : balance - 1));
                grew = balance == 0;
            }

            child = node;
        }

        Tree.SetRoot(child);
        if (grew) Tree.Height++;
        return true;
    }

    private bool TryRotate(int parent, int child, bool right, out int root)
    {
        Debug.Assert(NodeHandle.IsInternal(child), "A leaf has not grown.");
        sbyte balance = _pool.Internal(child)->State.Balance;
        if (right ? balance <= 0 : balance >= 0) return Rotation.TryDouble(Tree, parent, child, right, out root);

        Rotation.Single(Tree, parent, child, right);
        _pool.Internal(parent)->State.Balance = 0;
        _pool.Internal(child)->State.Balance = 0;
        root = child;
        return true;
    }
}
