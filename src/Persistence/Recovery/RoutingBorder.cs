namespace BasisTrees.Persistence;

/// <summary>
/// A key that parts the tree: the routing key of an internal node, which no hash covers, or an end of the tree. Every leaf beside it must
/// agree with it.
/// </summary>
/// <param name="Key">The key, or null if it cannot be the right one and nothing is to be compared with it.</param>
/// <param name="Node">The node that bears it, or null for an end of the tree.</param>
internal sealed record RoutingBorder(byte[]? Key, Subtree? Node)
{
    private int _isReported;

    /// <summary>Whether this caller is the first to report it: two leaves are beside one key.</summary>
    internal bool TryReport() => Interlocked.Exchange(ref _isReported, 1) == 0;

    /// <summary>Whether a key is this one, or nothing can be said.</summary>
    internal bool Agrees(ReadOnlySpan<byte> key) => Key is null || key.SequenceEqual(Key);
}
