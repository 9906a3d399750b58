using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BasisTrees.Persistence;

/// <summary>What the committing of all stores of the process measures; nothing where nobody listens.</summary>
internal static class CommitMeter
{
    private static readonly Meter s_meter = new("BasisTrees.Persistence");

    private static readonly Histogram<double> s_sync = s_meter.CreateHistogram<double>(
        "basis.log.sync.duration", "s", "How long a sync of the log takes.");

    private static readonly Histogram<long> s_group = s_meter.CreateHistogram<long>(
        "basis.commit.group.size", "{batch}", "How many requests share one write of the log.");

    /// <summary>Notes a sync that began at a timestamp of <see cref="Stopwatch"/> and ends now.</summary>
    internal static void Synced(long began) => s_sync.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    /// <summary>Notes a group.</summary>
    internal static void Grouped(int size) => s_group.Record(size);
}
