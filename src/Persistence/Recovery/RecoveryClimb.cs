namespace BasisTrees.Persistence;

/// <summary>A way back that led to the tree.</summary>
internal sealed record RecoveryClimb(ReplayedTree Tree, LogRecovery Recovery, RecordReplay Replay, LogEnd End)
{
    /// <summary>The checkpoint that it began from, or null if it began with the log.</summary>
    internal Checkpoint? Checkpoint { get; init; }

    /// <summary>The full checkpoint that it began from, 0 if from none.</summary>
    internal long FullRevision { get; init; }

    /// <summary>Where nodes are kept, or null if all are in memory.</summary>
    internal INodeStore? Nodes { get; init; }

    /// <summary>Where the tree gets nodes that are not in memory, or null if all are.</summary>
    internal VerifiedNodes? Source { get; init; }

    /// <summary>What left the tree during the replay and is not buried yet.</summary>
    internal IReadOnlyList<Departure> Departures { get; init; } = [];

    /// <summary>Whether the log was replayed from its beginning, or from a full checkpoint, because no checkpoint could be used.</summary>
    internal bool IsRebuilt { get; init; }
}
