namespace BasisTrees.Host.Wire;

/// <summary>The report of a recovery drill.</summary>
/// <param name="Passed">Whether every kind of damage ended as it must.</param>
/// <param name="Sentence">The result in one sentence.</param>
/// <param name="Began">When it began.</param>
/// <param name="Seed">With the same seed, the same is damaged.</param>
/// <param name="Source">What was copied.</param>
internal sealed record DrillResult(bool Passed, string Sentence, string Began, int Seed, string Source)
{
    /// <summary>The revision of the copy; null if there was none.</summary>
    public long? Revision { get; init; }

    /// <summary>Its digest.</summary>
    public string? Digest { get; init; }

    /// <summary>The number of keys.</summary>
    public long? Count { get; init; }

    /// <summary>How long copying it took, in milliseconds.</summary>
    public double CopyMs { get; init; }

    /// <summary>How long all of it took, in milliseconds.</summary>
    public double ElapsedMs { get; init; }

    /// <summary>The longest recovery, in milliseconds: what to expect of a recovery time objective.</summary>
    public double RecoveryMsMax { get; init; }

    /// <summary>How many acknowledged revisions the worst trial lost.</summary>
    public long RevisionsLostMax { get; init; }

    /// <summary>Each kind of damage.</summary>
    public IReadOnlyList<DrillTrial> Trials { get; init; } = [];
}
