namespace BasisTrees;

/// <summary>The way along one side of a subtree to its first or last leaf, opened to change that leaf and closed again.</summary>
internal sealed unsafe class Spine<TGuide>
    where TGuide : struct, IGuide
{
    private readonly WorkingTree _tree;
    private readonly NodePool _pool;
    private int[] _nodes = new int[96];
    private int _count;
    private bool _right;

    /// <summary>Makes a spine over a tree.</summary>
    public Spine(WorkingTree tree)
    {
        _tree = tree;
        _pool = tree.Pool;
    }

    /// <summary>Walks down one side of a subtree, visiting every node, and gives the leaf at its end, owned by the batch.</summary>
    /// <param name="guide">Learns of the visits.</param>
    /// <param name="parent">The parent of the subtree.</param>
    /// <param name="side">Whether the subtree is the right one of its parent; the walk goes down its other side.</param>
    /// <param name="leaf">The leaf, to be changed and given to <see cref="Close"/>.</param>
    /// <returns>False if the side ends at a node that is not in memory.</returns>
    public bool TryOpen(ref TGuide guide, int parent, bool side, out int leaf)
    {
        _count = 0;
        _right = !side;
        leaf = _tree.Present(parent, side);
        while (NodeHandle.IsInternal(leaf))
        {
            guide.Visit(_pool, leaf);
            if (_count == _nodes.Length) Array.Resize(ref _nodes, 2 * _count);
            _nodes[_count++] = leaf;
            leaf = _tree.Present(leaf, _right);
        }

        if (NodeHandle.IsAbsent(leaf)) return false;
        guide.Visit(_pool, leaf);
        leaf = _tree.OwnLeaf(leaf);
        return true;
    }

    /// <summary>Hangs the changed leaf in and gives the new top of the subtree, its label unknown all along the side.</summary>
    public int Close(int leaf)
    {
        int child = leaf;
        while (_count > 0)
        {
            int node = _tree.OwnInternal(_nodes[--_count]);
            _pool.SetChild(node, _right, child);
            child = node;
        }

        return child;
    }
}
