using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What a check of a store has read and found.</summary>
/// <param name="Clean">Whether nothing is wrong.</param>
/// <param name="Faults">The number of things that are wrong, those not listed included.</param>
/// <param name="Findings">What is wrong, in the order of files and offsets.</param>
/// <param name="Notes">What is worth knowing and not wrong.</param>
/// <param name="Leftovers">The files that are no part of the store: on their way, set aside, or of somebody else.</param>
/// <param name="Online">Whether the store was in use meanwhile, so that it was checked up to the head at the beginning.</param>
/// <param name="Revision">The last revision of the log that could be read.</param>
/// <param name="Digest">The digest after it, as the log says.</param>
internal sealed record CheckResult(
    bool Clean,
    long Faults,
    IReadOnlyList<CheckFinding> Findings,
    IReadOnlyList<CheckFinding> Notes,
    IReadOnlyList<string> Leftovers,
    bool Online,
    long Revision,
    string Digest)
{
    /// <summary>The segments of the log that were read, archived ones included.</summary>
    public int Segments { get; init; }

    /// <summary>The records in them.</summary>
    public long Records { get; init; }

    /// <summary>The operations in these.</summary>
    public long Operations { get; init; }

    /// <summary>The records that were replayed into a fresh tree; 0 unless the check was a deep one.</summary>
    public long Replayed { get; init; }

    /// <summary>The checkpoints whose trees were read.</summary>
    public int Checkpoints { get; init; }

    /// <summary>The full checkpoints that were read.</summary>
    public int FullCheckpoints { get; init; }

    /// <summary>The nodes of these trees; one that several checkpoints share counts for each.</summary>
    public long Nodes { get; init; }

    /// <summary>The records in the files of nodes that were read, ids included.</summary>
    public long NodeRecords { get; init; }

    /// <summary>Of these records those that no kept checkpoint leads to: compaction takes them away.</summary>
    public long GarbageRecords { get; init; }

    /// <summary>The bytes of these.</summary>
    public long GarbageBytes { get; init; }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<RecoveryStepFacts> Steps { get; init; } = [];

    internal static CheckResult Of(FsckReport report) => new(
        report.IsClean,
        report.FindingCount,
        [.. report.Findings.Select(CheckFinding.Of)],
        [.. report.Notes.Select(CheckFinding.Of)],
        report.Leftovers,
        report.IsOnline,
        report.Revision,
        report.Digest.ToString())
    {
        Segments = report.Segments,
        Records = report.Records,
        Operations = report.Operations,
        Replayed = report.Replayed,
        Checkpoints = report.Checkpoints,
        FullCheckpoints = report.FullCheckpoints,
        Nodes = report.Nodes,
        NodeRecords = report.NodeRecords,
        GarbageRecords = report.GarbageRecords,
        GarbageBytes = report.GarbageBytes,
        Steps = [.. report.Steps.Select(RecoveryStepFacts.Of)],
    };
}
