using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Gives back all room of the files of nodes that no kept checkpoint needs.</summary>
/// <param name="store">The store.</param>
/// <param name="interval">How often.</param>
internal sealed class CompactionJob(TreeStore store, TimeSpan? interval) : IJob
{
    internal const string JobName = "compaction";

    public string Name => JobName;

    public TimeSpan? Interval => interval;

    public JobEnding Run(CancellationToken cancellation)
    {
        if (!store.KeepsCheckpoints)
            return new JobEnding(JobOutcome.Succeeded, "The tree is in memory as a whole: there are no files to compact.");
        CheckpointReport report = store.Checkpoint(compact: true);
        return new JobEnding(JobOutcome.Succeeded, report.Sweep is { FilesSwept: > 0 } sweep
            ? $"Gave back {Amount.Of(sweep.BytesFreed, "byte", "bytes")} of {Amount.Of(sweep.FilesSwept, "file", "files")}, at revision "
                + $"{report.Revision}."
            : $"There was nothing to give back at revision {report.Revision}.");
    }
}
