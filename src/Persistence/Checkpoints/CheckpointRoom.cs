namespace BasisTrees.Persistence;

/// <summary>What every checkpoint of a store works with.</summary>
internal sealed record CheckpointRoom(
    IDisk Disk, DefinitionFile Definition, LiveOptions Live, TimeProvider Time, Prover Prover, INodeStore Nodes, KeyIds Ids,
    IdempotencyWindow Keys, SpaceGuard Space)
{
    /// <summary>The options of this moment; any thread.</summary>
    internal StoreOptions Options => Live.Current;

    /// <summary>Where the tree's nodes come from; what came from elsewhere is put back between two runs.</summary>
    internal VerifiedNodes? Source { get; init; }

    /// <summary>The notes, or null if the tree can have none.</summary>
    internal NoteStore? Notes { get; init; }

    /// <summary>The full checkpoints, or null if there are none to be had; without them nothing of the log is archived.</summary>
    internal IFullCheckpoints? Fulls { get; init; }

    /// <summary>The revisions that are read beside the head; null where nobody can.</summary>
    internal RevisionShelf? Shelf { get; init; }
}
