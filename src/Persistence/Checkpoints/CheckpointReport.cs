namespace BasisTrees.Persistence;

/// <summary>What a checkpoint has done.</summary>
/// <param name="Revision">The revision that can be opened without the log before it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Name">The name that keeps it, or empty.</param>
/// <param name="RecordsWritten">The nodes and ids that were written; 0 if the checkpoint stood already.</param>
/// <param name="BytesWritten">Their bytes.</param>
/// <param name="RecordsBuried">The records that the tree does not need any more.</param>
/// <param name="Sweep">What was given back, or null if nothing was looked at.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record CheckpointReport(
    long Revision,
    Digest Digest,
    string Name,
    long RecordsWritten,
    long BytesWritten,
    long RecordsBuried,
    SweepReport? Sweep,
    TimeSpan Elapsed)
{
    /// <summary>What was archived of the log; null if all of it is to stay in use (<see cref="StoreOptions.LogRetention"/>).</summary>
    public ArchiveReport? Archive { get; init; }

    /// <summary>The full checkpoint, if one was wanted.</summary>
    public FullReport? Full { get; init; }
}
