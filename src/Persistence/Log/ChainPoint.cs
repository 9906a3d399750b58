namespace BasisTrees.Persistence;

/// <summary>Where a chain of records stands: what the next record has to continue.</summary>
/// <param name="Revision">The last revision, 0 before the first record.</param>
/// <param name="NextSequence">The sequence number that the next operation gets.</param>
/// <param name="Hash">The hash of the last record, or of the store's definition before the first.</param>
/// <param name="Digest">The digest after the last record.</param>
internal readonly record struct ChainPoint(long Revision, ulong NextSequence, Label Hash, Digest Digest);
