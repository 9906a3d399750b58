namespace BasisTrees;

/// <summary>
/// The rotations of AVL-FORMAT section 3, each written once for both sides: <c>right</c> says on which side of the old root the
/// heavy child stands.
/// </summary>
internal static unsafe class Rotation
{
    /// <summary>Lifts a heavy child over its parent. The caller sets both balances.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="parent">The old root of the rotation, owned by the batch.</param>
    /// <param name="child">Its heavy child, owned by the batch: the new root.</param>
    /// <param name="right">On which side of the parent the child stands.</param>
    public static void Single(WorkingTree tree, int parent, int child, bool right)
    {
        NodePool pool = tree.Pool;
        pool.MoveChild(parent, right, child, !right);
        pool.SetChild(child, !right, parent);
    }

    /// <summary>Lifts the inner grandchild over its parent and grandparent and sets all three balances.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="parent">The old root of the rotation, owned by the batch.</param>
    /// <param name="child">Its heavy child, owned by the batch.</param>
    /// <param name="right">On which side of the parent the child stands.</param>
    /// <param name="root">The new root.</param>
    /// <returns>
    /// False if the inner grandchild is a leaf, not in memory, or of a balance that no tree has: possible in a forged tree only, which
    /// is then spoilt.
    /// </returns>
    public static bool TryDouble(WorkingTree tree, int parent, int child, bool right, out int root)
    {
        NodePool pool = tree.Pool;
        root = pool.Child(child, !right);
        if (!NodeHandle.IsInternal(root)) return false;
        sbyte balance = pool.Internal(root)->State.Balance;
        if (balance is < -1 or > 1) return false;

        root = tree.OwnInternal(root);
        pool.MoveChild(child, !right, root, right);
        pool.MoveChild(parent, right, root, !right);
        pool.SetChild(root, right, child);
        pool.SetChild(root, !right, parent);

        int newLeft = right ? parent : child;
        int newRight = right ? child : parent;
        pool.Internal(newLeft)->State.Balance = (sbyte)(balance == 1 ? -1 : 0);
        pool.Internal(newRight)->State.Balance = (sbyte)(balance == -1 ? 1 : 0);
        pool.Internal(root)->State.Balance = 0;
        return true;
    }
}
