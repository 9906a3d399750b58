namespace BasisTrees.Persistence;

/// <summary>The deaths that one record of tombstones names: the earliest and the latest.</summary>
internal readonly record struct DeathSpan(long First, long Last);
