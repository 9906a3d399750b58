namespace BasisTrees.Persistence;

/// <summary>Bytes of a segment that should be a record, or several, and are none.</summary>
/// <param name="Start">Where the first of them should begin.</param>
/// <param name="End">Where records go on.</param>
internal readonly record struct DamagedStretch(long Start, long End);
