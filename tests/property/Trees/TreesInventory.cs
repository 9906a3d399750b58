namespace BasisTrees.Tests.Property;

/// <summary>
/// What the pending tree of a prover needs, counted by a walk of its own; the pool must hold exactly that once no older revision is
/// held and nothing is pending.
/// </summary>
internal sealed unsafe class TreesInventory
{
    private readonly NodePool _pool;
    private readonly HashSet<int> _nodes = [];
    private readonly HashSet<int> _keys = [];
    private readonly HashSet<(int Block, int Length)> _values = [];

    private TreesInventory(Prover prover)
    {
        _pool = prover.Pool;
        Stack<int> rest = new([prover.Tree.Root.Handle]);
        while (rest.TryPop(out int handle))
        {
            TreesDisagreementException.Unless(_nodes.Add(handle), $"node {handle} has two parents");
            if (NodeHandle.IsInternal(handle))
            {
                Navigation* node = _pool.Internal(handle);
                _keys.Add(node->Key);
                foreach (ChildCell cell in new[] { node->Left, node->Right })
                {
                    if (prover.Pool.Source is not null && NodeHandle.IsAbsent(cell.Handle)) continue;
                    TreesDisagreementException.Unless(_pool.Fits(cell), $"a child of node {handle} is gone");
                    rest.Push(cell.Handle);
                }

                continue;
            }

            LeafRecord* leaf = _pool.Leaf(handle);
            _keys.Add(leaf->Key);
            _keys.Add(leaf->Next);
            if (!_pool.Values.IsInline && leaf->ValueLength > 0) _values.Add((leaf->ValueBlock, leaf->ValueLength));
        }
    }

    /// <summary>Compares what the pool holds with what the tree needs.</summary>
    public static void Check(Prover prover, string when)
    {
        TreesInventory needed = new(prover);
        NodePool pool = prover.Pool;
        int leaves = (int)prover.Count + 1;
        Same((2 * leaves) - 1, needed._nodes.Count, $"{when}: nodes of {leaves} leaves");
        Same(leaves + 1, needed._keys.Count, $"{when}: keys of {leaves} leaves");
        Same(needed._nodes.Count, pool.InUse, $"{when}: nodes held");
        Same(needed._keys.Count, pool.Keys.InUse, $"{when}: keys held");
        Same(needed._values.Count, pool.Values.InUse, $"{when}: values held");
    }

    /// <summary>Compares what the pool of a tree with a node store holds with what is in memory of the tree.</summary>
    public static void CheckResident(Prover prover, string when)
    {
        TreesInventory needed = new(prover);
        NodePool pool = prover.Pool;

        // The sentinels' keys, taken first, stay in memory.
        needed._keys.UnionWith([0, 1]);
        Same(needed._nodes.Count, pool.InUse, $"{when}: nodes held");
        Same(needed._keys.Count, pool.Keys.InUse, $"{when}: keys held");
        Same(needed._values.Count, pool.Values.InUse, $"{when}: values held");
    }

    private static void Same(int expected, int actual, string what) =>
        TreesDisagreementException.Unless(expected == actual, $"{what}: {actual}, not {expected}");
}
