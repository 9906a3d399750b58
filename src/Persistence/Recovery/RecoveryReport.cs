namespace BasisTrees.Persistence;

/// <summary>What opening a store found and did; it is also kept in the store's file <c>recovery</c>.</summary>
/// <param name="Tier">
/// 0: everything was whole; 1: a torn tail of the log, nothing of it known to be acknowledged, was cut; 2: an older checkpoint was used,
/// because the newest could not be; 3: no checkpoint could be used, and the tree was rebuilt from the log, or from a full checkpoint and
/// the log after it; 4: the tree was rebuilt from notes, as a new incarnation.
/// </param>
/// <param name="Segments">The number of log segments read.</param>
/// <param name="Records">The number of records replayed, each checked against its digests.</param>
/// <param name="Operations">The number of operations replayed.</param>
/// <param name="LogBytes">The bytes of the log after the cut.</param>
/// <param name="CutBytes">The bytes cut from the last segment.</param>
/// <param name="CutFile">The file that keeps the cut bytes, or null.</param>
/// <param name="RewrittenBytes">The bytes of the tail that were written anew, because their sync had not been confirmed.</param>
/// <param name="SealedRevision">The last revision that the seal names as acknowledged, or null if no seal could be read.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record RecoveryReport(
    int Tier,
    int Segments,
    long Records,
    long Operations,
    long LogBytes,
    long CutBytes,
    string? CutFile,
    long RewrittenBytes,
    long? SealedRevision,
    TimeSpan Elapsed)
{
    /// <summary>The revision of the checkpoint that was used, a full one included; 0 if the log was replayed from its beginning.</summary>
    public long CheckpointRevision { get; init; }

    /// <summary>The revision that the store was opened at.</summary>
    public long Revision { get; init; }

    /// <summary>The digest that the recovered tree has.</summary>
    public Digest Digest { get; init; }

    /// <summary>
    /// Whether that digest is the one that the log and the checkpoint state for the revision. After tier 4 it is true only if it is the
    /// sealed one: the shape of a tree, and so its digest, depends on the order of insertion.
    /// </summary>
    public bool IsDigestProven { get; init; } = true;

    /// <summary>
    /// The digest of the sealed revision before a rebuild of tier 4, where a checkpoint or a record still tells it; null otherwise.
    /// </summary>
    public Digest? SealedDigest { get; init; }

    /// <summary>The nodes that were read and hashed again before the store was opened; 0 where none had to be.</summary>
    public long NodesValidated { get; init; }

    /// <summary>The nodes that were missing or damaged and were put right from another copy while the store was opened.</summary>
    public long NodesRestored { get; init; }

    /// <summary>The segments of the log that were missing or damaged and were put right from another copy.</summary>
    public int LogSegmentsRestored { get; init; }

    /// <summary>Why a higher tier than 0 was needed, and what was restored: one sentence for each finding.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The files that were renamed because they were damaged, under their new names.</summary>
    public IReadOnlyList<string> SetAside { get; init; } = [];

    /// <summary>The steps in order, each with its time.</summary>
    public IReadOnlyList<RecoveryStep> Steps { get; init; } = [];
}
