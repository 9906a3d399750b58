using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>The order of keys, unsigned and bytewise, with the prefix of the routing key looked at first.</summary>
internal static unsafe class KeyOrder
{
    /// <summary>Compares a key with the routing key of an internal node.</summary>
    /// <param name="key">The key, of the tree's key length.</param>
    /// <param name="prefix">Its <see cref="NodePool.Prefix"/>.</param>
    /// <param name="pool">The pool of the node.</param>
    /// <param name="node">The internal node.</param>
    /// <returns>Less than, equal to or greater than zero as the key is less than, equal to or greater than the routing key.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(ReadOnlySpan<byte> key, ulong prefix, NodePool pool, Navigation* node)
    {
        ulong routing = node->KeyPrefix;
        if (prefix != routing) return prefix < routing ? -1 : 1;
        return CompareRest(key, pool, node);
    }

    /// <summary>Compares what follows the first eight bytes of a key and of a routing key that begin alike.</summary>
    public static int CompareRest(ReadOnlySpan<byte> key, NodePool pool, Navigation* node) =>
        key.Length <= sizeof(ulong) ? 0 : key[sizeof(ulong)..].SequenceCompareTo(pool.Keys.Span(node->Key)[sizeof(ulong)..]);

    /// <summary>Whether a search goes right at a node: whether the key is not less than the routing key.</summary>
    /// <remarks>Without a branch where the prefixes differ: which way a search goes is a coin toss that no predictor learns.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool GoesRight(ReadOnlySpan<byte> key, ulong prefix, NodePool pool, Navigation* node)
    {
        ulong routing = node->KeyPrefix;
        return prefix == routing ? CompareRest(key, pool, node) >= 0 : prefix > routing;
    }
}
