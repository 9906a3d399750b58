namespace BasisTrees.Host.Wire;

/// <summary>A job of a tree: its last run and its next.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Running">Whether it is being done.</param>
internal sealed record JobFacts(string Name, bool Running)
{
    /// <summary>How often it is done, in seconds; null if only when it is asked for.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>When its last run began.</summary>
    public string? LastBegan { get; init; }

    /// <summary>When that ended.</summary>
    public string? LastEnded { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>alarm</c> (a drill found that recovery does not work) or <c>damage</c>.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>What it did or why it did not, in one sentence.</summary>
    public string? LastSentence { get; init; }

    /// <summary>When it last succeeded.</summary>
    public string? LastSuccess { get; init; }

    /// <summary>When its turn comes; null if it has none.</summary>
    public string? NextRun { get; init; }
}
