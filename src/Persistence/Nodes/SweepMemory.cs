namespace BasisTrees.Persistence;

/// <summary>What a sweep remembers of a segment that it has looked at.</summary>
/// <param name="Buried">How many of its records were buried then.</param>
/// <param name="Look">When that was, counted in looks; 0 if it never was.</param>
internal readonly record struct SweepMemory(long Buried, long Look);
