using System.Text.Json.Serialization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What opening the store found and did.</summary>
/// <param name="Tier">0: the log was whole; 1: a torn tail, nothing of it known to be acknowledged, was cut.</param>
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
    internal static RecoveryFacts Of(RecoveryReport report) => new(
        report.Tier, report.Records, report.Operations, report.CutBytes, report.RewrittenBytes,
        Math.Round(report.Elapsed.TotalMilliseconds, 1), report.CutFile, report.SealedRevision, report.Segments, report.LogBytes);
}
