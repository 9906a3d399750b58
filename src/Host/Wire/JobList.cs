namespace BasisTrees.Host.Wire;

/// <summary>The jobs of a tree.</summary>
internal sealed record JobList(IReadOnlyList<JobFacts> Jobs);
