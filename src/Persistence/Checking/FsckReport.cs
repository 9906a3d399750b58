namespace BasisTrees.Persistence;

/// <summary>What a check of a store has read and found.</summary>
public sealed record FsckReport
{
    /// <summary>What is wrong, in the order of files and offsets; at most <see cref="FsckOptions.FindingsMax"/>.</summary>
    public required IReadOnlyList<FsckFinding> Findings { get; init; }

    /// <summary>The number of things that are wrong, those not listed included.</summary>
    public required long FindingCount { get; init; }

    /// <summary>What is worth knowing and not wrong.</summary>
    public required IReadOnlyList<FsckFinding> Notes { get; init; }

    /// <summary>The names of files that are no part of the store: on their way, set aside, or of somebody else.</summary>
    public required IReadOnlyList<string> Leftovers { get; init; }

    /// <summary>Whether the store was in use meanwhile, so that it was checked up to the head at the beginning.</summary>
    public required bool IsOnline { get; init; }

    /// <summary>The last revision of the log that could be read; 0 for none.</summary>
    public required long Revision { get; init; }

    /// <summary>The digest after it, as the log says.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The segments of the log that were read, archived ones included.</summary>
    public required int Segments { get; init; }

    /// <summary>The records in them.</summary>
    public required long Records { get; init; }

    /// <summary>The operations in these.</summary>
    public required long Operations { get; init; }

    /// <summary>The records that were replayed into a fresh tree; 0 unless the check is a deep one.</summary>
    public required long Replayed { get; init; }

    /// <summary>The checkpoints whose trees were read.</summary>
    public required int Checkpoints { get; init; }

    /// <summary>The full checkpoints that were read.</summary>
    public required int FullCheckpoints { get; init; }

    /// <summary>The nodes of these trees; one that several checkpoints share counts for each.</summary>
    public required long Nodes { get; init; }

    /// <summary>The records in the files of nodes that were read, ids included.</summary>
    public required long NodeRecords { get; init; }

    /// <summary>Of these records those that no retained checkpoint leads to. They are no fault: compaction takes them away.</summary>
    public required long GarbageRecords { get; init; }

    /// <summary>The bytes of these.</summary>
    public required long GarbageBytes { get; init; }

    /// <summary>The records in the files of notes that were read.</summary>
    public long NoteRecords { get; init; }

    /// <summary>The steps in order, each with its time.</summary>
    public required IReadOnlyList<RecoveryStep> Steps { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsClean => FindingCount == 0;
}
