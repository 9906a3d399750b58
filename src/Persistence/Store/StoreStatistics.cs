namespace BasisTrees.Persistence;

/// <summary>Figures of an open store at one moment.</summary>
/// <param name="Revision">The published revision.</param>
/// <param name="Digest">The published digest.</param>
/// <param name="Keys">The number of keys.</param>
/// <param name="LogBytes">The bytes of all log segments.</param>
/// <param name="Segments">The number of log segments.</param>
/// <param name="Commits">The batches committed since the store was opened.</param>
/// <param name="Refusals">The batches refused or in conflict since the store was opened.</param>
/// <param name="Groups">The groups of batches that shared one append.</param>
/// <param name="Syncs">The successful syncs of the log.</param>
/// <param name="QueuedBatches">The batches that wait for the writer.</param>
/// <param name="Stopped">Whether a failure has stopped the store.</param>
public sealed record StoreStatistics(
    long Revision,
    Digest Digest,
    long Keys,
    long LogBytes,
    int Segments,
    long Commits,
    long Refusals,
    long Groups,
    long Syncs,
    int QueuedBatches,
    bool Stopped);
