using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Reads and hashes everything that a running tree has published.</summary>
/// <param name="store">The store.</param>
/// <param name="interval">How often.</param>
internal sealed class ScrubJob(TreeStore store, TimeSpan? interval) : IJob
{
    internal const string JobName = "scrub";

    public string Name => JobName;

    public TimeSpan? Interval => interval;

    public JobEnding Run(CancellationToken cancellation)
    {
        FsckReport report = store.Check();
        string records = Amount.Of(report.Records, "record", "records");
        return report.IsClean
            ? new JobEnding(JobOutcome.Succeeded, $"{records} of the log and {Amount.Of(report.Nodes, "node", "nodes")} are whole.")
            : new JobEnding(
                JobOutcome.Damage,
                $"The store is damaged, {Amount.Of(report.FindingCount, "fault", "faults")}; the first one: {report.Findings[0]}");
    }
}
