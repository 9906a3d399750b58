namespace BasisTrees.Persistence;

/// <summary>How far a store is checked that is in use: what was published when the check began.</summary>
/// <param name="Revision">The last revision of the log.</param>
/// <param name="Checkpoint">The newest checkpoint, 0 if there is none.</param>
internal sealed record FsckBound(long Revision, long Checkpoint);
