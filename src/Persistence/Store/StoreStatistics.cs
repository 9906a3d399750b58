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
/// <param name="Space">The room that the store has.</param>
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
    bool Stopped,
    SpaceFigures Space)
{
    /// <summary>The revision of the newest checkpoint, 0 if there is none.</summary>
    public long CheckpointRevision { get; init; }

    /// <summary>When that checkpoint was written, or null.</summary>
    public DateTimeOffset? CheckpointTime { get; init; }

    /// <summary>The bytes of nodes, keys and values in memory.</summary>
    public long ResidentBytes { get; init; }

    /// <summary>How many bytes may be there (<see cref="StoreOptions.NodeCacheBytes"/>).</summary>
    public long ResidentBytesMax { get; init; }

    /// <summary>Of the bytes in memory, those of nodes that are in no node store yet.</summary>
    public long UnstoredBytes { get; init; }

    /// <summary>The figures of the node store, or null for a tree that is in memory as a whole.</summary>
    public NodeStoreStatistics? Nodes { get; init; }

    /// <summary>The figures of notes, or null for a tree whose values cannot be commitments.</summary>
    public NoteStatistics? Notes { get; init; }

    /// <summary>How many nodes searches passed and had to read, since the store was opened, replaying included.</summary>
    public NodeTraffic Traffic { get; init; }

    /// <summary>The nodes that were missing or damaged and came from elsewhere, since the store was opened.</summary>
    public long NodesRestored { get; init; }
}
