namespace BasisTrees.Persistence;

/// <summary>What a restore has made.</summary>
/// <param name="Revision">The revision of the restored store.</param>
/// <param name="Digest">Its digest, which the replay has reached.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Time">When its batch was applied, or null for the empty tree.</param>
/// <param name="FullRevision">The revision of the full piece that the restore began with; the log reaches back to it.</param>
/// <param name="Incarnation">The incarnation that the restore began: by it the store is told from the one that was backed up.</param>
/// <param name="Records">The records that were replayed after it.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record RestoreReport(
    long Revision,
    Digest Digest,
    long Keys,
    DateTimeOffset? Time,
    long FullRevision,
    Incarnation Incarnation,
    long Records,
    TimeSpan Elapsed);
