using BasisTrees.Host.Worker;

namespace BasisTrees.Tests.Integration;

/// <summary>A job that counts its runs and ends as it is told.</summary>
internal sealed class PlannedJob(string name, TimeSpan? interval) : IJob
{
    public string Name => name;

    public TimeSpan? Interval => interval;

    public int Runs { get; private set; }

    public Func<CancellationToken, JobEnding> End { get; set; } = _ => new JobEnding(JobOutcome.Succeeded, "Done.");

    public JobEnding Run(CancellationToken cancellation)
    {
        Runs++;
        return End(cancellation);
    }
}
