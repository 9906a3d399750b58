namespace BasisTrees.Persistence;

/// <summary>Figures of a node store at one moment.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Files">The number of data files.</param>
/// <param name="Bytes">The bytes of all its files.</param>
/// <param name="DeadBytes">
/// The bytes of records that are buried, still needed ones included; an engine may tell them by their number and the mean length.
/// </param>
/// <param name="MemoryBytes">The memory that the engine itself takes.</param>
/// <param name="Records">The records, buried ones included.</param>
/// <param name="Reads">The reads since it was opened.</param>
public sealed record NodeStoreStatistics(
    string Engine, int Files, long Bytes, long DeadBytes, long MemoryBytes, long Records, long Reads)
{
    /// <summary>
    /// Of the dead bytes about those that a compaction now would give back: what no other checkpoint that is kept needs, in files that it
    /// may go through and would find worth it. What only readers hold, and what dies with the next checkpoint, is not told apart.
    /// </summary>
    public long FreeableBytes { get; init; }
}
