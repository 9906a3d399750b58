using System.Diagnostics;
using BasisTrees.Persistence;

namespace BasisTrees.Bench;

/// <summary>
/// What a store costs that outlives its process: commits against the floor and against the same tree in memory, latencies while checkpoints
/// and sweeps run, opening again, bytes on disk, and memory against the cache that was asked for.
/// </summary>
internal sealed class LastingRun(BenchOptions options, string directory, TextWriter output)
{
    private const int Batch = 1_000;
    private const int TailOperations = 10_000;
    private const int TailBatch = 10;
    private const int Singles = 5_000;
    private const int SinglesMax = 200_000;
    private const int CheckpointUpdates = 100_000;
    private const int CheckpointRunsMax = 8;
    private const long SmallCache = 64_000_000;

    private readonly int _workloadEnd = options.Leaves + SinglesMax;
    private readonly Workload _workload = new(PinnedDigests.Seed, options.Leaves + SinglesMax + (2 * TailOperations));

    private int _next;

    /// <summary>Runs all of it in a new directory, which is taken away afterwards.</summary>
    public void Run()
    {
        string path = Path.Combine(directory, $"basis-bench-{Environment.ProcessId}-lasting");
        DirectoryDisk disk = DirectoryDisk.Create(path);
        try
        {
            Line("store", $"{options.Leaves:N0} keys of 32 bytes, values of 8, batches of {Batch:N0}, one client");
            double inMemory = InMemory();
            TreeStore.Create(disk, new StoreDefinition("bench", Workload.Parameters, KeyMode.Raw));
            Fill(disk, inMemory);
            Latencies(disk);
            Reopen(disk);
            SmallMemory(disk);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private double InMemory()
    {
        var prover = new Prover(Workload.Parameters);
        var batch = new Operation[Batch];
        long began = Stopwatch.GetTimestamp();
        for (int first = 0; first < options.Leaves; first += Batch)
        {
            _workload.Inserts(batch, first);
            for (int i = 0; i < Batch; i += 32) prover.Prefetch(batch.AsSpan(i, Math.Min(32, Batch - i)));
            foreach (Operation operation in batch) prover.Apply(operation);
            prover.Seal();
        }

        return options.Leaves / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private void Fill(DirectoryDisk disk, double inMemory)
    {
        using TreeStore store = TreeStore.Open(disk);
        long began = Stopwatch.GetTimestamp();
        for (; _next < options.Leaves; _next += Batch) Commit(store, Batch, _next);
        double rate = options.Leaves / Stopwatch.GetElapsedTime(began).TotalSeconds;
        double floor = Floor(disk, store.Statistics().LogBytes);
        Line("durable commits", $"{rate:N0}/s; the same tree in memory {inMemory:N0}/s, ratio {rate / inMemory:N2}; "
            + $"append and sync of the same bytes {floor:N0}/s, ratio {rate / floor:N2}");
        CheckpointReport checkpoint = store.Checkpoint(compact: true);
        StoreStatistics figures = store.Statistics();
        double nodes = (double)(figures.Nodes?.Bytes ?? 0) / options.Leaves;
        Line("on disk", $"{(double)figures.LogBytes / options.Leaves:N0} bytes of log and {nodes:N0} of nodes for each key, compacted; "
            + $"the last checkpoint {checkpoint.Elapsed.TotalSeconds:N2} s");
        Line("in memory", $"{(double)figures.ResidentBytes / options.Leaves:N0} bytes for each key");
    }

    private double Floor(DirectoryDisk disk, long logBytes)
    {
        byte[] bytes = new byte[logBytes * Batch / options.Leaves];
        const int writes = 200;
        using IFile file = disk.Open("bare", FileOpening.Create);
        file.WriteAt(0, new byte[bytes.Length * writes]);
        file.Sync();
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < writes; i++)
        {
            file.WriteAt((long)i * bytes.Length, bytes);
            file.Sync();
        }

        double rate = writes * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        disk.Delete("bare");
        return rate;
    }

    private void Latencies(DirectoryDisk disk)
    {
        using TreeStore store = TreeStore.Open(disk, new StoreOptions { CheckpointOperations = 1_000_000_000, CheckpointInterval = null });
        double[] idle = Sorted([.. Enumerable.Range(0, Singles).Select(_ => Single(store))]);
        Line("one operation a commit", $"idle {Percentiles(idle)}");
        (double[] beside, int runs) = Beside(store, compact: false);
        Line("while a checkpoint is written", $"{Percentiles(beside, idle)}; {runs} of {CheckpointUpdates:N0} updates each");
        (beside, runs) = Beside(store, compact: true);
        Line("while it compacts too", $"{Percentiles(beside, idle)}; {runs} times");
    }

    // Checkpoints of real size one after the other, until there are enough commits that one was running beside.
    private (double[] Sorted, int Runs) Beside(TreeStore store, bool compact)
    {
        var measured = new List<double>();
        int runs = 0;
        for (; measured.Count < Singles && runs < CheckpointRunsMax; runs++)
        {
            var batch = new Operation[Batch];
            for (int i = 0; i < CheckpointUpdates; i += Batch)
            {
                _workload.Updates(batch, (long)(runs + 100) * CheckpointUpdates + i, options.Leaves);
                if (store.Commit(new Batch(batch)).Outcome != CommitOutcome.Committed)
                    throw new WrongResultException("An update is refused.");
            }

            Task<CheckpointReport> checkpoint = Task.Run(() => store.Checkpoint(compact: compact));
            while (!checkpoint.IsCompleted) measured.Add(Single(store));
            checkpoint.GetAwaiter().GetResult();
        }

        return (Sorted([.. measured]), runs);
    }

    private double Single(TreeStore store)
    {
        if (_next >= _workloadEnd) throw new WrongResultException("The workload has no more keys.");
        long began = Stopwatch.GetTimestamp();
        Commit(store, 1, _next++);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double[] Sorted(double[] values)
    {
        Array.Sort(values);
        return values;
    }

    private void Reopen(DirectoryDisk disk)
    {
        using (TreeStore store = TreeStore.Open(disk, new StoreOptions { CheckpointAtClose = false }))
        {
            store.Checkpoint();
            for (int i = 0; i < TailOperations; i += TailBatch, _next += TailBatch) Commit(store, TailBatch, _next);
        }

        Open(disk, "reopened, 10,000 operations behind");
        Open(disk, "reopened, nothing behind");
    }

    private void Open(DirectoryDisk disk, string what)
    {
        long began = Stopwatch.GetTimestamp();
        using TreeStore store = TreeStore.Open(disk);
        double ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using StoreSnapshot snapshot = store.Snapshot();
        bool isThere = snapshot.TryGet(_workload.Key(_workload.Pick(1, options.Leaves)).Span, out _);
        if (!isThere) throw new WrongResultException("A key is missing.");
        double first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        RecoveryReport report = store.Recovery;
        Line(what, $"{ms:N0} ms, {first:N0} ms to the first value; tier {report.Tier}, {report.Records:N0} records replayed");
        foreach (RecoveryStep step in store.Recovery.Steps) Line("", $"{step.Elapsed.TotalMilliseconds:N0} ms {step.What}");
    }

    private void SmallMemory(DirectoryDisk disk)
    {
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using TreeStore store = TreeStore.Open(disk, new StoreOptions { NodeCacheBytes = SmallCache });
        var batch = new Operation[Batch];
        long began = Stopwatch.GetTimestamp();
        const int batches = 100;
        for (int i = 0; i < batches; i++)
        {
            _workload.Updates(batch, (long)i * Batch, options.Leaves);
            if (store.Commit(new Batch(batch)).Outcome != CommitOutcome.Committed) throw new WrongResultException("An update is refused.");
        }

        double updates = batches * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        const int lookups = 100_000;
        using (StoreSnapshot snapshot = store.Snapshot())
        {
            for (int i = 0; i < lookups; i++)
            {
                if (!snapshot.TryGet(_workload.Key(_workload.Pick(-i - 1, options.Leaves)).Span, out _))
                    throw new WrongResultException("A key is missing.");
            }
        }

        double reads = lookups / Stopwatch.GetElapsedTime(began).TotalSeconds;
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        StoreStatistics figures = store.Statistics();
        Line($"with a cache of {SmallCache:N0}", $"{updates:N0} updates/s in batches, {reads:N0} lookups/s at random; "
            + $"{figures.ResidentBytes:N0} resident ({(double)figures.ResidentBytes / SmallCache:P0}), {figures.Nodes?.MemoryBytes:N0} for "
            + $"indexes and buffers, the heap grew by {held:N0} ({(double)held / SmallCache:P0})");
    }

    private void Commit(TreeStore store, int size, int first)
    {
        var operations = new Operation[size];
        _workload.Inserts(operations, first);
        if (store.Commit(new Batch(operations)).Outcome != CommitOutcome.Committed) throw new WrongResultException("A commit is refused.");
    }

    private static string Percentiles(double[] sorted, double[]? idle = null)
    {
        (string Name, double Share)[] wanted = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)];
        return string.Join(", ", wanted.Select(percentile =>
        {
            double ms = At(sorted, percentile.Share);
            string ratio = idle is null ? "" : $" ({ms / At(idle, percentile.Share):N1}x idle)";
            return $"{percentile.Name} {ms:N3} ms{ratio}";
        }));
    }

    private static double At(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private void Line(string name, string text) => output.WriteLine($"{name,-36} {text}");
}
