namespace BasisTrees.Host.Worker;

/// <summary>The last run of a job, as it is kept.</summary>
/// <param name="Name">The job.</param>
/// <param name="Began">When it began.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Outcome">How, as a word.</param>
/// <param name="Sentence">What it did.</param>
internal sealed record JobRecord(string Name, string Began, string Ended, string Outcome, string Sentence)
{
    /// <summary>When it last succeeded; null for never.</summary>
    public string? LastSuccess { get; init; }
}
