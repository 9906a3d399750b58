namespace BasisTrees.Tests.Support;

/// <summary>
/// Checks that a reference tree is a legal tree: balances legal and equal to the heights, keys in order, each routing key the smallest
/// leaf key of its right subtree, the leaves chained from all zeros to all ones.
/// </summary>
internal static class ReferenceInvariants
{
    /// <exception cref="InvalidOperationException">The tree breaks one of them; the message says which and where.</exception>
    public static void Check(ReferenceTree tree)
    {
        ReferenceLeaf? last = null;
        long leaves = 0;
        int height = Walk(tree.Root, ref last, ref leaves, out ReferenceLeaf first);
        Require(height == tree.Height, $"the height is {height}, not {tree.Height}");
        Require(leaves == tree.Count + 1, $"{leaves} leaves for {tree.Count} keys");
        Require(!first.Key.AsSpan().ContainsAnyExcept((byte)0), "the first leaf is not the sentinel");
        Require(!last!.NextKey.AsSpan().ContainsAnyExcept((byte)0xFF), "the last leaf does not end the chain");
    }

    private static int Walk(ReferenceNode node, ref ReferenceLeaf? last, ref long leaves, out ReferenceLeaf first)
    {
        if (node is ReferenceLeaf leaf)
        {
            if (last is not null)
            {
                Require(last.Key.AsSpan().SequenceCompareTo(leaf.Key) < 0, $"key order at {Hex(leaf.Key)}");
                Require(last.NextKey.AsSpan().SequenceEqual(leaf.Key), $"leaf chain at {Hex(leaf.Key)}");
            }

            (last, first) = (leaf, leaf);
            leaves++;
            return 0;
        }

        ReferenceInternal r = (ReferenceInternal)node;
        int left = Walk(r.Left, ref last, ref leaves, out first);
        int right = Walk(r.Right, ref last, ref leaves, out ReferenceLeaf smallest);
        Require(r.Balance is >= -1 and <= 1 && r.Balance == right - left, $"balance {r.Balance} over heights {left} and {right}");
        Require(smallest.Key.AsSpan().SequenceEqual(r.RoutingKey), $"routing key {Hex(r.RoutingKey!)} over {Hex(smallest.Key)}");
        return 1 + Math.Max(left, right);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException($"Not a legal tree: {otherwise}.");
    }
}
