namespace BasisTrees.Persistence;

/// <summary>Where tombstones stand: one record of them, all about records of one data segment.</summary>
/// <param name="Target">The number of the data segment whose records they bury.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Offset">The offset of the record of tombstones in its own segment.</param>
internal readonly record struct TombstoneRun(uint Target, int Count, uint Offset);
