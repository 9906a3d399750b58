namespace BasisTrees.Persistence;

/// <summary>Everything that opening a store yields, ready for the writer, which disposes of log, seals and nodes.</summary>
internal sealed record OpenedStore(
    DefinitionFile Definition,
    OperationLog Log,
    SealFile Seals,
    RecoveredStore Recovered,
    SpaceGuard Space,
    OpenedIncarnation Incarnation,
    RecoveryReport Report)
{
    /// <summary>The notes, or null if the tree can have none.</summary>
    internal NoteStore? Notes { get; init; }

    /// <summary>Erases the bodies of notes, or null likewise.</summary>
    internal NoteEraser? Eraser { get; init; }

    internal Prover Prover => Recovered.Climb.Tree.Prover;

    internal KeyIds Ids => Recovered.Climb.Tree.Ids;

    internal IdempotencyWindow Keys => Recovered.Climb.Tree.Keys;

    internal RevisionIndex Revisions => Recovered.Climb.Tree.Revisions;

    /// <summary>Where the tree's nodes are read; null for a tree that is in memory as a whole.</summary>
    internal VerifiedNodes? Source => Recovered.Climb.Source;

    internal INodeStore? Nodes => Recovered.Nodes;

    /// <summary>What a checkpointer works with, or null for a tree that is in memory as a whole.</summary>
    internal CheckpointRoom? Room(IDisk disk, StoreOptions options, TimeProvider time)
    {
        if (Nodes is null) return null;
        var room = new CheckpointRoom(disk, Definition, new LiveOptions(options), time, Prover, Nodes, Ids, Keys, Space)
        {
            Source = Recovered.Climb.Source,
            Notes = Notes,
        };
        return room with { Fulls = new StoredFullCheckpoints(room), Shelf = new RevisionShelf(room) };
    }
}
