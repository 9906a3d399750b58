using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What a restore has made.</summary>
/// <param name="Revision">The revision of the store.</param>
/// <param name="Digest">Its digest, which the replay has reached.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Time">When its batch was applied; not given for the empty tree.</param>
/// <param name="FullRevision">The revision that its log begins with.</param>
/// <param name="Incarnation">The number of the incarnation that the restore began.</param>
/// <param name="Records">The records that were replayed.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
internal sealed record RestoreResult(
    long Revision, string Digest, long Keys, string? Time, long FullRevision, ulong Incarnation, long Records, double ElapsedMs)
{
    internal static RestoreResult Of(RestoreReport report) => new(
        report.Revision, report.Digest.ToString(), report.Keys, report.Time is { } time ? Moment.Of(time) : null, report.FullRevision,
        report.Incarnation.Number, report.Records, Math.Round(report.Elapsed.TotalMilliseconds, 1));
}
