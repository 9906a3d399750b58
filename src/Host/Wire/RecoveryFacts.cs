using System.Text.Json.Serialization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What opening the store found and did.</summary>
/// <param name="Tier">
/// 0: everything was whole; 1: a torn tail, nothing of it known to be acknowledged, was cut; 2: an older checkpoint was used; 3: the tree
/// was rebuilt from the log; 4: the tree was rebuilt from notes.
/// </param>
/// <param name="Records">The batches replayed, each with its digests checked.</param>
/// <param name="Operations">The operations replayed.</param>
/// <param name="CutBytes">The bytes cut from the end of the log.</param>
/// <param name="RewrittenBytes">The bytes written anew because their sync had not been confirmed.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="CutFile">The file that keeps the cut bytes.</param>
/// <param name="SealedRevision">The last revision the seal named as acknowledged; written as null if none was readable.</param>
/// <param name="Segments">The log segments read.</param>
/// <param name="LogBytes">The bytes of the log after the cut.</param>
internal sealed record RecoveryFacts(
    int Tier,
    long Records,
    long Operations,
    long CutBytes,
    long RewrittenBytes,
    double ElapsedMs,
    string? CutFile = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? SealedRevision = null,
    int Segments = 0,
    long LogBytes = 0)
{
    /// <summary>The revision that the store was opened at.</summary>
    public long? Revision { get; init; }

    /// <summary>The digest that the recovered tree has.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether that digest is the one that log and checkpoint state.</summary>
    public bool DigestProven { get; init; } = true;

    /// <summary>The digest that was sealed before the tree was built from notes; not given if it cannot be told, or otherwise.</summary>
    public string? SealedDigest { get; init; }

    /// <summary>The revision of the checkpoint that was used, 0 if the log was replayed from its beginning.</summary>
    public long CheckpointRevision { get; init; }

    /// <summary>The nodes that were read and hashed again; 0 where none had to be.</summary>
    public long NodesValidated { get; init; }

    /// <summary>The nodes that were put right from another copy.</summary>
    public long NodesRestored { get; init; }

    /// <summary>The segments of the log that were put right from another copy.</summary>
    public int LogSegmentsRestored { get; init; }

    /// <summary>Why a higher tier than 0 was needed, and what was restored: one sentence for each finding.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The files that were renamed because they were damaged, under their new names.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<RecoveryStepFacts> Steps { get; init; } = [];

    internal static RecoveryFacts Of(RecoveryReport report) => new(
        report.Tier, report.Records, report.Operations, report.CutBytes, report.RewrittenBytes,
        Math.Round(report.Elapsed.TotalMilliseconds, 1), report.CutFile, report.SealedRevision, report.Segments, report.LogBytes)
    {
        Revision = report.Revision,
        Digest = report.Digest.ToString(),
        DigestProven = report.IsDigestProven,
        SealedDigest = report.SealedDigest?.ToString(),
        CheckpointRevision = report.CheckpointRevision,
        NodesValidated = report.NodesValidated,
        NodesRestored = report.NodesRestored,
        LogSegmentsRestored = report.LogSegmentsRestored,
        Evidence = [.. report.Evidence.Distinct(StringComparer.Ordinal)],
        SetAside = report.SetAside,
        Steps = [.. report.Steps.Select(RecoveryStepFacts.Of)],
    };
}
