using BasisTrees.Host.Access;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Telemetry;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Looks every second whether a job of a tree is due, until the service ends.</summary>
internal sealed class WorkLoop : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TreeJobs[] _jobs;
    private readonly TimeSpan _wait;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private int _isDisposed;

    private WorkLoop(TreeJobs[] jobs, TimeSpan wait)
    {
        _jobs = jobs;
        _wait = wait;
        _looking = Task.WhenAll(jobs.Select(LookAsync));
    }

    /// <summary>Gives every tree that is open its jobs and begins to look after them.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="settings">What is done when.</param>
    /// <param name="journal">Where jobs are written down.</param>
    internal static WorkLoop Start(ServedTrees trees, Settings settings, Journal journal)
    {
        var all = new List<TreeJobs>();
        foreach (ServedTree tree in trees.All)
        {
            if (tree.Store is not { } store) continue;
            string whose = trees.All.Count == 1 ? string.Empty : $"{tree.Name}: ";
            StoreSettings own = settings.Trees.FirstOrDefault(one => one.Name == tree.Name)?.Store ?? settings.Store;
            tree.Jobs = new TreeJobs(
                [.. JobsOf(tree.Name, store, own.Options, settings.Work)],
                new JobLedger(DirectoryDisk.Open(own.Data)),
                TimeProvider.System,
                new Random(),
                (happened, job, sentence) =>
                    journal.Write(happened, $"{whose}{sentence}", ("tree", tree.Name), ("job", job)));
            tree.Backups = new TreeBackups(tree.Jobs, PlaceOf(tree.Name, settings.Work.Backup), settings.Work.Drill.Scratch);
            all.Add(tree.Jobs);
        }

        return new WorkLoop([.. all], settings.Server.ShutdownTimeout.TimeSpan);
    }

    /// <summary>Takes of other settings what may change while the service runs; any thread.</summary>
    /// <param name="trees">The trees, as <see cref="Start"/> was given them.</param>
    /// <param name="settings">The settings.</param>
    internal static void Change(ServedTrees trees, Settings settings)
    {
        foreach (ServedTree tree in trees.All)
        {
            StoreSettings? own = tree.Name == TreeSections.DefaultName
                ? settings.Store
                : settings.Trees.FirstOrDefault(one => one.Name == tree.Name)?.Store;
            if (own is null || tree.Store is not { } store) continue; // it is served until the next start, as it was
            store.Reconfigure(own.Options);
            tree.Jobs?.Reschedule(settings.Work.IntervalOf);
        }
    }

    /// <summary>Ends what can be ended, so that nobody waits for it in vain.</summary>
    internal void Cancel()
    {
        foreach (TreeJobs jobs in _jobs) jobs.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        Cancel();
        await _stop.CancelAsync();
        bool[] areDone = await Task.WhenAll(_jobs.Select(jobs => jobs.WaitAsync(_wait)));
        if (!Array.TrueForAll(areDone, isDone => isDone)) return; // what still runs ends with the process
        await _looking;
        _stop.Dispose();
        foreach (TreeJobs jobs in _jobs) jobs.Dispose();
    }

    private static IEnumerable<IJob> JobsOf(string name, TreeStore store, StoreOptions options, WorkSettings work)
    {
        BackupPlace? place = PlaceOf(name, work.Backup);
        if (place is not null)
        {
            yield return new BackupJob(store, place, isFull: true, work.Backup.FullInterval?.TimeSpan);
            yield return new BackupJob(store, place, isFull: false, work.Backup.IncrementalInterval?.TimeSpan);
        }

        DrillSettings drill = work.Drill;
        if (drill.Reports is { } reports && name != TreeSections.DefaultName) drill = drill with { Reports = Path.Combine(reports, name) };
        yield return new DrillJob(store, options, place, drill, TimeProvider.System);
        yield return new ScrubJob(store, work.ScrubInterval?.TimeSpan);
        yield return new CompactionJob(store, work.CompactionInterval?.TimeSpan);
        yield return new CrosscheckJob(store, work.CrosscheckInterval?.TimeSpan);
    }

    // Each tree has a set of its own, for a set is of one store.
    private static BackupPlace? PlaceOf(string name, BackupSettings backup) => backup.Set is { } set
        ? new BackupPlace(name == TreeSections.DefaultName ? set : Path.Combine(set, name), backup.Key)
        : null;

    private async Task LookAsync(TreeJobs jobs)
    {
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await jobs.TurnAsync();
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }
}
