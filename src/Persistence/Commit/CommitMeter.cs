using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace BasisTrees.Persistence;

/// <summary>What the committing of a store measures; nothing where nobody listens.</summary>
/// <remarks>Any thread may use it. A meter of a factory ends with the factory, and stores of one tree share it there.</remarks>
internal sealed class CommitMeter
{
    private const string Name = "BasisTrees.Persistence";

    private readonly Histogram<double> _sync;
    private readonly Histogram<long> _group;

    private CommitMeter(Meter meter)
    {
        _sync = meter.CreateHistogram<double>("basis.log.sync.duration", "s", "How long a sync of the log takes.");
        _group = meter.CreateHistogram<long>("basis.commit.group.size", "{batch}", "How many requests share one write of the log.");
    }

    /// <summary>The one that all stores of the process share that were opened without a factory.</summary>
    private static CommitMeter Shared { get; } = new(new Meter(Name));

    /// <summary>The meter of a store.</summary>
    /// <param name="factory">Who makes meters, so that two hosts in one process keep theirs apart; null for the shared one.</param>
    /// <param name="treeId">The name of the tree, which a meter of a factory carries as <c>basis.tree</c>.</param>
    internal static CommitMeter Of(IMeterFactory? factory, string treeId) => factory is null
        ? Shared
        : new CommitMeter(factory.Create(new MeterOptions(Name) { Tags = [new("basis.tree", treeId)] }));

    /// <summary>Notes a sync that began at a timestamp of <see cref="Stopwatch"/> and ends now.</summary>
    internal void Synced(long began) => _sync.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    /// <summary>Notes a group.</summary>
    internal void Grouped(int size) => _group.Record(size);
}
