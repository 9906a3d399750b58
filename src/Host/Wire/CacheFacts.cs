namespace BasisTrees.Host.Wire;

/// <summary>The part of a tree that is in memory.</summary>
/// <param name="ResidentBytes">The bytes of nodes, keys and values in memory.</param>
/// <param name="ResidentBytesMax">How many may be there (<c>node_cache_size</c>); not given if there is no limit.</param>
/// <param name="UnstoredBytes">Of those in memory, the bytes of nodes that are in no file of nodes yet.</param>
internal sealed record CacheFacts(long ResidentBytes, long? ResidentBytesMax, long UnstoredBytes);
