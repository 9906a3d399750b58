using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What verifying a backup set has shown.</summary>
/// <param name="Pieces">The pieces, all of which are whole.</param>
/// <param name="FirstRevision">The first revision that can be restored.</param>
/// <param name="LastRevision">The last revision that can be restored.</param>
/// <param name="Digest">The digest of the last one, which the replay has reached.</param>
/// <param name="Records">The records that were replayed.</param>
/// <param name="Operations">Their operations.</param>
/// <param name="Bytes">The bytes of all pieces.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
internal sealed record BackupVerification(
    int Pieces, long FirstRevision, long LastRevision, string Digest, long Records, long Operations, long Bytes, double ElapsedMs)
{
    internal static BackupVerification Of(BackupReport report) => new(
        report.Pieces, report.FirstRevision, report.LastRevision, report.LastDigest.ToString(), report.Records, report.Operations,
        report.Bytes, Math.Round(report.Elapsed.TotalMilliseconds, 1));
}
