namespace BasisTrees.Persistence;

/// <summary>Checks one subtree node by node, each against the height and the keys that its surroundings give it.</summary>
/// <remarks>Owned by one thread. What is below a node that cannot be had is passed over.</remarks>
internal sealed class SubtreeWalk(IWalkedTree tree, TreeParameters parameters)
{
    private readonly Stack<Subtree> _open = new();
    private byte[] _buffer = new byte[512];

    /// <summary>Whether every node so far could be had.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>Checks a subtree whole.</summary>
    /// <returns>The numbers of nodes and of leaves.</returns>
    internal (long Nodes, long Leaves) Run(Subtree subtree)
    {
        long count = 0;
        long leaves = 0;
        _open.Push(subtree);
        while (_open.TryPop(out Subtree? next))
        {
            count++;
            if (next.Height == 0)
            {
                CheckLeaf(next);
                leaves++;
                continue;
            }

            foreach (Subtree child in Open(next)) _open.Push(child);
        }

        return (count, leaves);
    }

    /// <summary>Checks the root of a subtree that is no leaf, and gives its children; none if it cannot be had.</summary>
    internal Subtree[] Open(Subtree subtree)
    {
        if (!TryRead(subtree, out EncodedNode node)) return [];
        if (node.IsLeaf) return Lost(subtree, $"an internal node of height {subtree.Height} was expected, not a leaf");
        int left = subtree.Height - 1 - Math.Max(0, (int)node.Balance);
        int right = subtree.Height - 1 + Math.Min(0, (int)node.Balance);
        if (left < 0 || right < 0) return Lost(subtree, $"a balance that suits the height {subtree.Height} was expected");
        bool isBetween = (subtree.From.Key is not { } from || node.Key.SequenceCompareTo(from) > 0)
            && (subtree.To.Key is not { } to || node.Key.SequenceCompareTo(to) < 0);
        if (!isBetween) tree.Report(subtree.Node, "a routing key between the keys around it was expected");
        var border = new RoutingBorder(isBetween ? node.Key.ToArray() : null, subtree);
        return
        [
            new Subtree(new EncodedChild(node.ChildLabel(false), node.ChildPlace(false)), left, subtree.From, border),
            new Subtree(new EncodedChild(node.ChildLabel(true), node.ChildPlace(true)), right, border, subtree.To),
        ];
    }

    // The smallest key of a subtree is its first leaf's, and the key behind it is its last leaf's next key: with both compared at every
    // leaf, order, routing keys and the chain of the leaves are. Where they differ and a routing key is involved, it is at fault: hashes
    // cover the leaves.
    private void CheckLeaf(Subtree subtree)
    {
        if (!TryRead(subtree, out EncodedNode leaf)) return;
        if (!leaf.IsLeaf)
        {
            Lost(subtree, "a leaf was expected, not an internal node");
            return;
        }

        if (!subtree.From.Agrees(leaf.Key))
            Report(subtree, subtree.From, "a leaf with the smallest key of the tree was expected");
        if (!subtree.To.Agrees(leaf.NextKey))
            Report(subtree, subtree.To, "a leaf that names the end of the tree as its next key was expected");
        if (leaf.Key.ContainsAnyExcept((byte)0)) tree.Met(subtree.Node, leaf);
    }

    private void Report(Subtree leaf, RoutingBorder border, string atEnd)
    {
        if (border.Node is not { } node) tree.Report(leaf.Node, atEnd);
        else if (border.TryReport()) tree.Report(node.Node, "the smallest key of the right subtree was expected as the routing key");
    }

    private bool TryRead(Subtree subtree, out EncodedNode node)
    {
        node = default;
        if (tree.TryRead(subtree.Node, ref _buffer, out int length))
        {
            if (EncodedNode.TryRead(_buffer.AsSpan(0, length), parameters, out node)) return true;
            tree.Report(subtree.Node, "a node of this tree was expected");
        }

        IsWhole = false;
        return false;
    }

    private Subtree[] Lost(Subtree subtree, string expected)
    {
        IsWhole = false;
        tree.Report(subtree.Node, expected);
        return [];
    }
}
