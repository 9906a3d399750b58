namespace BasisTrees;

/// <summary>
/// Finds the nodes of a tree whose labels are unknown and has them computed. Only subtrees with unknown labels are entered, so the
/// walk is as long as the change, not as the tree. It goes level by level from the root: the nodes of a level are independent, so that the
/// memory of many is fetched at once, and the deepest level is the first to be hashed.
/// </summary>
/// <remarks>Owned by one thread. Without recursion: a forged tree may be as deep as its proof is long.</remarks>
internal sealed unsafe class DirtyWalk
{
    // How many nodes ahead a node is fetched.
    private const int Ahead = 16;

    private readonly WorkingTree _tree;
    private readonly LabelPass _pass;
    private readonly GrowingList<int> _levels = new();

    /// <summary>Makes a walk over a tree.</summary>
    public DirtyWalk(WorkingTree tree, LabelPass pass)
    {
        _tree = tree;
        _pass = pass;
    }

    /// <summary>Computes all unknown labels, the root's last.</summary>
    /// <param name="heightMax">The most levels of internal nodes.</param>
    /// <returns>False if there are more: nothing is hashed then, and the tree is of no further use.</returns>
    public bool TryRun(int heightMax = int.MaxValue)
    {
        if (_tree.Root.IsLabelKnown) return true;
        _levels.Clear();
        _pass.AddRoot(_tree.Root.Handle);
        _tree.Root = _tree.Root.WithLabelKnown();
        for (int first = 0; first < _pass.Internals.Length;)
        {
            _levels.Add(first);
            int end = _pass.Internals.Length;
            Enter(first, end);
            first = end;
            if (_levels.Count <= heightMax) continue;
            _pass.Drop();
            return false;
        }

        _pass.Run(_levels.Items, _tree.RootLabel);
        return true;
    }

    /// <summary>Adds the children of a level whose labels are unknown.</summary>
    private void Enter(int first, int end)
    {
        NodePool pool = _tree.Pool;
        for (int i = first; i < end; i++)
        {
            ReadOnlySpan<LabelPass.Job> jobs = _pass.Internals;
            if (i + Ahead < end) CacheLine.Prefetch(pool.Internal(jobs[i + Ahead].Handle));
            int handle = jobs[i].Handle;
            Navigation* node = pool.Internal(handle);
            if (!node->Left.IsLabelKnown)
            {
                node->Left = node->Left.WithLabelKnown();
                _pass.Add(node->Left.Handle, handle, false);
            }

            if (!node->Right.IsLabelKnown)
            {
                node->Right = node->Right.WithLabelKnown();
                _pass.Add(node->Right.Handle, handle, true);
            }
        }
    }
}
