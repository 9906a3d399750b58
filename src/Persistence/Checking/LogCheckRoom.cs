namespace BasisTrees.Persistence;

/// <summary>What the check of every segment of the log works with.</summary>
/// <param name="Files">The segments.</param>
/// <param name="Definition">What the store is for, or null if that cannot be read.</param>
/// <param name="Findings">Takes what is found.</param>
/// <param name="Seals">The whole seals.</param>
/// <param name="RevisionMax">The last revision to look at.</param>
/// <param name="Points">The revisions whose records something else speaks of.</param>
internal sealed record LogCheckRoom(
    LogFiles Files, DefinitionFile? Definition, FsckFindings Findings, IReadOnlyList<FoundSeal> Seals, long RevisionMax,
    IReadOnlySet<long> Points);
