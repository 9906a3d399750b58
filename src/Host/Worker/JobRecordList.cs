namespace BasisTrees.Host.Worker;

/// <summary>What is kept of the jobs of a tree.</summary>
/// <param name="Jobs">The last run of each that has run.</param>
internal sealed record JobRecordList(IReadOnlyList<JobRecord> Jobs);
