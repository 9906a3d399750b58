namespace BasisTrees.Persistence;

/// <summary>What keeps the nodes of a tree that are not in memory.</summary>
public enum NodeEngine
{
    /// <summary>Files beside the log: opening reads little, and memory is bounded.</summary>
    Segments = 0,

    /// <summary>
    /// Nothing: the whole tree is in memory, there are no checkpoints, and opening replays the log. For trees that fit and stores that
    /// must be nothing but a log.
    /// </summary>
    Memory = 1,
}
