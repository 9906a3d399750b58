using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What a store is for and where it stands.</summary>
/// <param name="TreeId">The name of the tree.</param>
/// <param name="KeyMode">How ids become keys: <c>hashed</c>, <c>padded</c> or <c>raw</c>.</param>
/// <param name="KeyLength">The length of every key in bytes.</param>
/// <param name="ValueLengthMax">The longest value in bytes.</param>
/// <param name="Revision">The number of committed batches.</param>
/// <param name="Digest">The digest of that revision, 66 hexadecimal digits.</param>
/// <param name="Keys">The number of keys.</param>
/// <param name="Bytes">The bytes of the log on the disk.</param>
/// <param name="Segments">The number of log segments.</param>
/// <param name="NextSequence">The sequence number of the next operation, 16 hexadecimal digits.</param>
/// <param name="Commits">The batches committed since the store was opened.</param>
/// <param name="Refusals">The batches refused or in conflict since then.</param>
/// <param name="Groups">The groups of batches that shared a sync since then.</param>
/// <param name="Syncs">The syncs of the log since then.</param>
/// <param name="QueuedBatches">The batches that wait for the writer.</param>
/// <param name="Stopped">Whether a failure has stopped the store.</param>
/// <param name="Recovery">What opening the store found.</param>
/// <param name="ValueLength">The length of every value in bytes; not given if values vary in length.</param>
/// <param name="Space">The room that the store has; not given by a service of an earlier version.</param>
/// <param name="Incarnation">Which life of the store this is; likewise.</param>
internal sealed record TreeFacts(
    string TreeId,
    string KeyMode,
    int KeyLength,
    int ValueLengthMax,
    long Revision,
    string Digest,
    long Keys,
    long Bytes,
    int Segments,
    string NextSequence,
    long Commits,
    long Refusals,
    long Groups,
    long Syncs,
    int QueuedBatches,
    bool Stopped,
    RecoveryFacts Recovery,
    int? ValueLength = null,
    SpaceFacts? Space = null,
    IncarnationFacts? Incarnation = null)
{
    /// <summary>The revision of the newest checkpoint; 0 if there is none.</summary>
    public long CheckpointRevision { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public string? CheckpointTime { get; init; }

    /// <summary>The part of the tree that is in memory.</summary>
    public CacheFacts? Cache { get; init; }

    /// <summary>The notes; not given where there are none.</summary>
    public NotesFacts? Notes { get; init; }

    /// <summary>The files of nodes; not given for a tree that is in memory as a whole.</summary>
    public NodeFacts? Nodes { get; init; }

    /// <summary>What these facts fix for good, or null if a stranger's facts are none.</summary>
    internal StoreDefinition? ToDefinition()
    {
        try
        {
            return Words.TryKeyMode(KeyMode, out KeyMode mode)
                ? new StoreDefinition(TreeId, new TreeParameters(KeyLength, ValueLength, ValueLengthMax), mode)
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    internal static TreeFacts Of(TreeStore store)
    {
        StoreStatistics figures = store.Statistics();
        StoreDefinition definition = store.Definition;
        return new TreeFacts(
            definition.TreeId,
            Words.Of(definition.KeyMode),
            definition.Parameters.KeyLength,
            definition.Parameters.ValueLengthMax,
            figures.Revision,
            figures.Digest.ToString(),
            figures.Keys,
            figures.LogBytes,
            figures.Segments,
            LogRecord.FormatSequence(store.Head.NextSequence),
            figures.Commits,
            figures.Refusals,
            figures.Groups,
            figures.Syncs,
            figures.QueuedBatches,
            figures.Stopped,
            RecoveryFacts.Of(store.Recovery),
            definition.Parameters.ValueLength,
            SpaceFacts.Of(figures.Space),
            IncarnationFacts.Of(store))
        {
            CheckpointRevision = figures.CheckpointRevision,
            CheckpointTime = figures.CheckpointTime is { } time ? Moment.Of(time) : null,
            Cache = CacheFacts.Of(figures),
            Notes = NotesFacts.Of(figures.Notes),
            Nodes = figures.Nodes is { } nodes ? NodeFacts.Of(nodes, figures.NodesRestored) : null,
        };
    }
}
