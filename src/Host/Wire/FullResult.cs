using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>A full checkpoint that was asked for.</summary>
/// <param name="Revision">The revision that it holds.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Keys">The number of its keys.</param>
/// <param name="File">The file, as the process that has the store open calls it.</param>
/// <param name="Bytes">The bytes of the file.</param>
/// <param name="Chunks">The number of its chunks.</param>
/// <param name="Written">Whether it was written; false if a whole one stood already.</param>
/// <param name="ElapsedMs">How long it took, reading it again included, in milliseconds.</param>
internal sealed record FullResult(
    long Revision, string Digest, long Keys, string File, long Bytes, long Chunks, bool Written, double ElapsedMs)
{
    internal static FullResult Of(FullReport report) => new(
        report.Revision, report.Digest.ToString(), report.Keys, report.File, report.Bytes, report.Chunks, report.IsNew,
        Math.Round(report.Elapsed.TotalMilliseconds, 1));
}
