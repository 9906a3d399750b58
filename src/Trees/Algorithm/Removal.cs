namespace BasisTrees;

/// <summary>
/// The second descent of a removal (AVL-FORMAT section 4): takes the leaf out, mends the leaf chain and rebalances on the way up.
/// Written without recursion: the way down is a list of frames.
/// </summary>
/// <remarks>Owned by one thread, together with its tree. A refusal leaves the tree spoilt; a legal tree never meets one.</remarks>
internal sealed unsafe class Removal<TGuide>
    where TGuide : struct, IGuide
{
    private const uint RightBit = 1u << 31;

    private readonly WorkingTree _tree;
    private readonly NodePool _pool;
    private readonly Spine<TGuide> _spine;

    // The way down; handles of internal nodes are not negative, so the sign bit is free for "went right".
    private uint[] _frames = new uint[96];
    private int _count;

    // The frame of the node whose routing key is the removed key, or -1.
    private int _replaced;

    // The leaf that was cut off as the largest of the left subtree; it takes the place of the removed one.
    private int _saved;

    /// <summary>Makes the removal for a tree.</summary>
    public Removal(WorkingTree tree)
    {
        _tree = tree;
        _pool = tree.Pool;
        _spine = new Spine<TGuide>(tree);
    }

    /// <summary>Removes the key whose search the path records.</summary>
    /// <returns>False if the proof does not show what the removal needs.</returns>
    public bool TryRun(ref TGuide guide, in SearchPath path)
    {
        _count = 0;
        _replaced = -1;
        _saved = NodeHandle.None;
        bool deleteMax = false;
        int lastRight = path.LastRight();
        int node = _tree.Root.Handle;
        for (int step = 0; ; step++)
        {
            if (!NodeHandle.IsInternal(node)) return false;
            guide.Visit(_pool, node);
            int direction = deleteMax ? 1 : path.Replay(step, lastRight);
            if (direction >= 0 && NodeHandle.IsLeaf(_tree.Present(node, true)))
            {
                return (deleteMax ? CutMax(ref guide, node, out Subtree rest) : TryCutRight(ref guide, node, direction, out rest))
                    && TryClimb(ref guide, rest);
            }

            int next = _tree.Present(node, direction > 0);
            if (NodeHandle.IsLeaf(next))
            {
                return direction == 0 && TryCutLeft(ref guide, node, out Subtree right) && TryClimb(ref guide, right);
            }

            Push(node, direction);
            deleteMax |= direction == 0;
            node = next;
        }
    }

    /// <summary>Cuts off the right leaf, the largest of the left subtree of the node to be replaced.</summary>
    private bool CutMax(ref TGuide guide, int node, out Subtree rest)
    {
        _saved = _pool.Child(node, true);
        guide.Visit(_pool, _saved);
        rest = SubtreeAt(node, false);
        _tree.Retire(_saved);
        _tree.Retire(node);
        return true;
    }

    /// <summary>Cuts off the right leaf, which is the key's: the leaf before it inherits its next key.</summary>
    private bool TryCutRight(ref TGuide guide, int node, int direction, out Subtree rest)
    {
        rest = default;
        int removed = _pool.Child(node, true);
        guide.Visit(_pool, removed);
        if (direction != 0) return false;
        if (!_spine.TryOpen(ref guide, node, false, out int before)) return false;
        _tree.SetNext(before, _pool.Leaf(removed)->Next);
        rest = new Subtree(_pool.CellOf(_spine.Close(before)), default);
        _tree.Retire(removed);
        _tree.Retire(node);
        return true;
    }

    /// <summary>The left leaf takes the place of the key's leaf, the smallest of the right subtree.</summary>
    private bool TryCutLeft(ref TGuide guide, int node, out Subtree rest)
    {
        rest = default;
        int left = _pool.Child(node, false);
        guide.Visit(_pool, left);
        if (!_spine.TryOpen(ref guide, node, true, out int removed)) return false;
        _tree.SetKeyAndValue(removed, left);
        rest = new Subtree(_pool.CellOf(_spine.Close(removed)), default);
        _tree.Retire(left);
        _tree.Retire(node);
        return true;
    }

    /// <summary>Carries the shortened subtree up to the root.</summary>
    private bool TryClimb(ref TGuide guide, Subtree subtree)
    {
        bool shorter = true;
        while (_count > 0)
        {
            uint frame = _frames[--_count];
            int node = _tree.OwnInternal((int)(frame & ~RightBit));
            bool right = (frame & RightBit) != 0;
            *_pool.Cell(node, right) = subtree.Cell;
            *_pool.ChildLabel(node, right) = subtree.Label;
            if (_count == _replaced && !TryReplaceRouting(ref guide, node)) return false;

            sbyte balance = _pool.Internal(node)->State.Balance;
            if (shorter && (right ? balance < 0 : balance > 0))
            {
                if (!TryRotate(ref guide, node, !right, out int root)) return false;
                shorter = _pool.Internal(root)->State.Balance == 0;
                subtree = new Subtree(_pool.CellOf(root), default);
                continue;
            }

            if (shorter)
            {
                balance = unchecked((sbyte)(right ? balance - 1 : balance + 1));
                _pool.Internal(node)->State.Balance = balance;
                shorter = balance == 0;
            }

            subtree = new Subtree(_pool.CellOf(node), default);
        }

        _tree.Root = subtree.Cell;
        *_tree.RootLabel = subtree.Label;
        if (shorter) _tree.Height--;
        return true;
    }

    /// <summary>The saved leaf takes the place of the removed one: as routing key here, as smallest leaf of the right subtree.</summary>
    private bool TryReplaceRouting(ref TGuide guide, int node)
    {
        if (_saved == NodeHandle.None) return false;
        _tree.SetRoutingKey(node, _pool.Leaf(_saved)->Key);
        if (!_spine.TryOpen(ref guide, node, true, out int removed)) return false;
        _tree.SetKeyAndValue(removed, _saved);
        _pool.SetChild(node, true, _spine.Close(removed));
        return true;
    }

    /// <summary>Rotates the heavy sibling of the shortened side up.</summary>
    private bool TryRotate(ref TGuide guide, int node, bool heavy, out int root)
    {
        int sibling = _tree.Present(node, heavy);
        root = sibling;
        if (!NodeHandle.IsInternal(sibling)) return false;
        guide.Visit(_pool, sibling);
        sbyte balance = _pool.Internal(sibling)->State.Balance;
        if (heavy ? balance < 0 : balance > 0)
        {
            int inner = _tree.Present(sibling, !heavy);
            if (!NodeHandle.IsInternal(inner)) return false;
            guide.Visit(_pool, inner);
            return Rotation.TryDouble(_tree, node, _tree.OwnInternal(sibling), heavy, out root);
        }

        root = _tree.OwnInternal(sibling);
        Rotation.Single(_tree, node, root, heavy);
        _pool.Internal(node)->State.Balance = unchecked((sbyte)(heavy ? 1 - balance : -balance - 1));
        _pool.Internal(root)->State.Balance = unchecked((sbyte)(heavy ? balance - 1 : 1 + balance));
        return true;
    }

    private Subtree SubtreeAt(int node, bool right) => new(*_pool.Cell(node, right), *_pool.ChildLabel(node, right));

    private void Push(int node, int direction)
    {
        if (_count == _frames.Length) Array.Resize(ref _frames, 2 * _count);
        if (direction == 0) _replaced = _count;
        _frames[_count++] = (uint)node | (direction > 0 ? RightBit : 0);
    }

    /// <summary>A subtree on its way to a new parent: its cell, and its label where the cell says that it is known.</summary>
    private readonly record struct Subtree(ChildCell Cell, Label Label);
}
