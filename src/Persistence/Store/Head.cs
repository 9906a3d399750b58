namespace BasisTrees.Persistence;

/// <summary>The published state of a store: everything acknowledged is in it.</summary>
/// <param name="Revision">The number of committed batches; 0 is the empty tree.</param>
/// <param name="Digest">The digest of the tree at that revision.</param>
/// <param name="NextSequence">The sequence number that the next operation gets; the first one ever is 1.</param>
/// <param name="Count">The number of keys.</param>
public sealed record Head(long Revision, Digest Digest, ulong NextSequence, long Count);
