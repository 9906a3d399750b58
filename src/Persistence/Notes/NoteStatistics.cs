namespace BasisTrees.Persistence;

/// <summary>The notes of a store at one moment.</summary>
/// <param name="Count">The notes that are in the tree, those included whose bodies were erased.</param>
/// <param name="Bytes">The bytes of their bodies; of an erased one the zeros that stand there.</param>
/// <param name="FileBytes">The bytes of the files of notes, those of earlier values and indexes in memory included.</param>
/// <param name="Horizon">
/// The revision up to which the files of notes are durable without the log: that of the newest checkpoint. What came later is in the log,
/// and lost with it.
/// </param>
public sealed record NoteStatistics(long Count, long Bytes, long FileBytes, long Horizon);
