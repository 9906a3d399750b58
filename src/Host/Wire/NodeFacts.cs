using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>Figures of the files of nodes, and of the nodes in memory.</summary>
/// <param name="Engine">What keeps the nodes.</param>
/// <param name="Files">The number of its data files.</param>
/// <param name="Bytes">The bytes of all its files.</param>
/// <param name="DeadBytes">Of these, the bytes of nodes that the tree does not need any more.</param>
/// <param name="Records">The nodes and ids that it holds, those that are not needed any more included.</param>
/// <param name="Reads">The nodes and ids read from it since the store was opened.</param>
/// <param name="EngineMemoryBytes">The memory that the engine itself takes.</param>
/// <param name="Restored">The nodes that were missing or damaged and came from elsewhere, since the store was opened.</param>
/// <param name="FreeableBytes">Of the dead bytes about those that a compaction now would free; not given by an earlier version.</param>
internal sealed record NodeFacts(
    string Engine,
    int Files,
    long Bytes,
    long DeadBytes,
    long Records,
    long Reads,
    long EngineMemoryBytes,
    long Restored,
    long? FreeableBytes = null)
{
    internal static NodeFacts Of(NodeStoreStatistics figures, long restored) => new(
        figures.Engine, figures.Files, figures.Bytes, figures.DeadBytes, figures.Records, figures.Reads, figures.MemoryBytes, restored,
        figures.FreeableBytes);
}
