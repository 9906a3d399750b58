namespace BasisTrees;

/// <summary>A sealed revision whose nodes are all in a node store: what is needed to open it.</summary>
/// <param name="Digest">The digest of the revision.</param>
/// <param name="Place">Where the root's record is, or <see cref="NodePlace.Unknown"/>.</param>
/// <param name="Revision">The number of batches sealed before it.</param>
/// <param name="Count">The number of keys.</param>
public readonly record struct StoredRoot(Digest Digest, NodePlace Place, long Revision, long Count);
