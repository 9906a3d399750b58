namespace BasisTrees.Persistence;

/// <summary>The nodes of the revision that a store begins at.</summary>
/// <param name="Engine">The engine that keeps them.</param>
/// <param name="Root">Where the root is.</param>
/// <param name="Mark">The synced state of the node store.</param>
/// <param name="Records">How many nodes and ids were written.</param>
internal readonly record struct FoundedNodes(string Engine, NodePlace Root, NodeStoreMark Mark, long Records)
{
    /// <summary>The synced state of the files of notes.</summary>
    internal NotesMark Notes { get; init; }
}
