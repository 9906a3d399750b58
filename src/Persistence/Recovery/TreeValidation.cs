using System.Runtime.ExceptionServices;

namespace BasisTrees.Persistence;

/// <summary>
/// Reads every node of a stored tree and checks what is to be checked: labels, balances, order, routing keys, the chain of the leaves, the
/// number of keys.
/// </summary>
/// <remarks>
/// Several threads share the work by subtrees. Without recursion; its memory grows with the height of the tree and the number of threads.
/// </remarks>
internal sealed class TreeValidation(IWalkedTree tree, TreeParameters parameters, int parallelism)
{
    // So many subtrees for each thread, that none has to wait long for the largest.
    private const int SharesPerThread = 16;

    /// <summary>Checks a tree.</summary>
    /// <param name="root">The tree.</param>
    /// <returns>The number of nodes.</returns>
    internal long Run(in StoredRoot root)
    {
        var node = new EncodedChild(root.Digest.Root, root.Place);
        var walk = new SubtreeWalk(tree, parameters);
        List<Subtree> shares = [new Subtree(node, root.Digest.Height, End(0), End(0xFF))];
        long count = 0;
        while (shares.Count < parallelism * SharesPerThread && shares.Exists(share => share.Height > 0))
        {
            // The highest is taken apart, so that shares stay alike and in order.
            int highest = shares.IndexOf(shares.MaxBy(share => share.Height)!); // there is at least one
            Subtree parent = shares[highest];
            shares.RemoveAt(highest);
            count++;
            shares.InsertRange(highest, walk.Open(parent));
        }

        long[] counts = new long[shares.Count];
        long[] leaves = new long[shares.Count];
        bool[] areWhole = new bool[shares.Count];
        InParallel(shares.Count, i =>
        {
            var share = new SubtreeWalk(tree, parameters);
            (counts[i], leaves[i]) = share.Run(shares[i]);
            areWhole[i] = share.IsWhole;
        });
        bool isWhole = walk.IsWhole && areWhole.All(share => share);
        if (isWhole && leaves.Sum() != root.Count + 1)
            tree.Report(node, $"a tree of {root.Count} keys was expected, and it has {leaves.Sum() - 1}");
        return count + counts.Sum();
    }

    // What ends one share ends the walk, as itself.
    private void InParallel(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    private RoutingBorder End(byte filling)
    {
        byte[] key = new byte[parameters.KeyLength];
        key.AsSpan().Fill(filling);
        return new RoutingBorder(key, null);
    }
}
