using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What a checkpoint has done.</summary>
/// <param name="Revision">The revision that can be opened without the log before it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="RecordsWritten">The nodes and ids that were written; 0 if the checkpoint stood already.</param>
/// <param name="BytesWritten">Their bytes.</param>
/// <param name="RecordsBuried">The records that the tree does not need any more.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
/// <param name="Name">The name that keeps it, if it has one.</param>
/// <param name="Sweep">What was given back; not given if nothing was looked at.</param>
/// <param name="Archived">The segments of the log that were archived; not given if the log is kept for ever.</param>
/// <param name="NotArchived">Why segments that are old enough were not archived, if anything stood in the way.</param>
/// <param name="Full">The full checkpoint; not given if none was wanted.</param>
internal sealed record CheckpointResult(
    long Revision,
    string Digest,
    long RecordsWritten,
    long BytesWritten,
    long RecordsBuried,
    double ElapsedMs,
    string? Name = null,
    SweepResult? Sweep = null,
    int? Archived = null,
    string? NotArchived = null,
    FullResult? Full = null)
{
    internal static CheckpointResult Of(CheckpointReport report) => new(
        report.Revision, report.Digest.ToString(), report.RecordsWritten, report.BytesWritten, report.RecordsBuried,
        Math.Round(report.Elapsed.TotalMilliseconds, 1), report.Name.Length == 0 ? null : report.Name,
        report.Sweep is { } sweep ? SweepResult.Of(sweep) : null, report.Archive?.Segments, report.Archive?.Hindrance,
        report.Full is { } full ? FullResult.Of(full) : null);
}
