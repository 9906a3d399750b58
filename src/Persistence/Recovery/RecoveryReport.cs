namespace BasisTrees.Persistence;

/// <summary>What opening a store found and did.</summary>
/// <param name="Tier">0: the log was whole; 1: a torn tail, nothing of it known to be acknowledged, was cut.</param>
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
    TimeSpan Elapsed);
