using BasisTrees.Host.Configuration;
using BasisTrees.Host.Drills;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>A recovery drill of a running tree: with its newest backup, or, where there is none, with a copy of its head.</summary>
/// <param name="store">The store; nothing of it is changed.</param>
/// <param name="options">How it was opened.</param>
/// <param name="place">Its backups, or null.</param>
/// <param name="settings">Where copies and reports go.</param>
/// <param name="time">The clock.</param>
internal sealed class DrillJob(TreeStore store, StoreOptions options, BackupPlace? place, DrillSettings settings, TimeProvider time) : IJob
{
    internal const string JobName = "drill";

    // The memory of the service is for the tree itself.
    private const long CacheBytesMax = 64 << 20;

    public string Name => JobName;

    public TimeSpan? Interval => settings.Interval?.TimeSpan;

    public JobEnding Run(CancellationToken cancellation)
    {
        using DrillPlace scratch = DrillPlace.Make(settings.Scratch);
        DrillReports? reports = settings.Reports is { } directory
            ? new DrillReports(DirectoryDisk.Create(directory), settings.Keep)
            : null;
        using BackupKey? key = place?.ReadKey();
        BackupSet? set = place?.Open(key);
        IDrillSource source = set is { Pieces.Count: > 0 }
            ? new BackupSource(set, place!.Set, store) // there is no set without a place
            : new LiveSource(store, Path.Combine(scratch.Path, "set"));
        StoreOptions small = options with { NodeCacheBytes = Math.Min(options.NodeCacheBytes, CacheBytesMax) };
        var run = new DrillRun(source, scratch.Path, small, Random.Shared.Next(), time);
        DrillResult result = run.Run(cancellation);
        reports?.Write(result, time.GetUtcNow());
        return new JobEnding(result.Passed ? JobOutcome.Succeeded : JobOutcome.Alarm, result.Sentence);
    }
}
