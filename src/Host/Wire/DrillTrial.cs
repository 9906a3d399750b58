namespace BasisTrees.Host.Wire;

/// <summary>What came of one kind of damage in a drill.</summary>
/// <param name="Name">The name of the kind.</param>
/// <param name="Title">The damage in a few words.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_applicable</c>.</param>
/// <param name="Sentence">What happened, in one sentence.</param>
internal sealed record DrillTrial(string Name, string Title, string Outcome, string Sentence)
{
    internal const string Passed = "passed";
    internal const string Failed = "failed";
    internal const string NotApplicable = "not_applicable";

    /// <summary>What was damaged, in one sentence.</summary>
    public string? Damage { get; init; }

    /// <summary>The file that was damaged.</summary>
    public string? File { get; init; }

    /// <summary>Where in it.</summary>
    public long? Offset { get; init; }

    /// <summary>The tier that must lead back; null where opening must be refused.</summary>
    public int? TierExpected { get; init; }

    /// <summary>The tier that did.</summary>
    public int? Tier { get; init; }

    /// <summary>How long it took until the store was open again, in milliseconds.</summary>
    public double? RecoveryMs { get; init; }

    /// <summary>How many acknowledged revisions were lost; the recovery point objective is 0.</summary>
    public long? RevisionsLost { get; init; }

    /// <summary>How many proofs were checked.</summary>
    public int? Proofs { get; init; }
}
