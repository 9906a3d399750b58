using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Compares the tree with the bodies of its notes, each of which is read and hashed.</summary>
/// <param name="store">The store.</param>
/// <param name="interval">How often.</param>
internal sealed class CrosscheckJob(TreeStore store, TimeSpan? interval) : IJob
{
    internal const string JobName = "crosscheck";

    // Names of keys are for who asks for them, with basis crosscheck.
    private const int DifferencesMax = 1000;

    public string Name => JobName;

    public TimeSpan? Interval => interval;

    public JobEnding Run(CancellationToken cancellation)
    {
        if (store.Statistics().Notes is not { Count: > 0 } notes)
            return new JobEnding(JobOutcome.Succeeded, "The tree has no notes to be compared with.");
        using StoreSnapshot snapshot = store.Snapshot();
        CrosscheckReport report = Crosscheck.RunNotes(snapshot, DifferencesMax);
        string more = report.IsComplete ? string.Empty : " or more";
        return report.IsEqual
            ? new JobEnding(
                JobOutcome.Succeeded, $"{Amount.Of(notes.Count, "note", "notes")} agree with the tree at revision {report.Revision}.")
            : new JobEnding(
                JobOutcome.Damage,
                $"In {Amount.Of(report.Differences.Count, "key", "keys")}{more} of revision {report.Revision} the tree and its notes "
                    + "differ; basis crosscheck names them.");
    }
}
