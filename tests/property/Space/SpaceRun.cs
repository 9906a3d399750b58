using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>One life of a store on a disk that others fill and empty, with a quota or without, with a reserve or without.</summary>
internal sealed class SpaceRun
{
    // A group of three batches of three entries with a value before each.
    private const int GroupBytesMax = 3 * 3 * 2 * 4000;

    private readonly Random _random;
    private readonly SimDisk _disk;
    private readonly SimClock _clock = new();
    private readonly StoreOptions _options;
    private long _usedAtOpen; // a crash may bring the reserve back beside what was written in its place
    private readonly SpaceModel _model = new(new Prover(Padded.Parameters).Digest);

    internal SpaceRun(int seed, bool withQuota = true)
    {
        _random = new Random(seed);
        _disk = new SimDisk(seed ^ 0x5ACE);
        _options = new StoreOptions
        {
            ReserveBytes = Pick(0, 8 << 10, 32 << 10),
            QuotaBytes = !withQuota ? 0 : Pick(0, 0, _random.Next(60 << 10, 200 << 10)),
            SegmentBytesMax = _random.Next(1 << 10, 32 << 10),
        };
    }

    internal int Commits { get; private set; }

    internal int Refusals { get; private set; }

    internal int Stops { get; private set; }

    internal int Degradations { get; private set; }

    internal int Restorations { get; private set; }

    /// <summary>Makes the n-th file operation fail as on a full disk; no space comes or goes otherwise.</summary>
    internal (long At, SimDiskFault Fault)? OnlyFault { get; init; }

    internal long Operations => _disk.Operations;

    /// <summary>Lives through it all.</summary>
    /// <returns>Null, or the broken promise.</returns>
    internal string? Run()
    {
        try
        {
            Create();
            int cycles = OnlyFault is null ? 4 : 2;
            for (int cycle = 0; cycle < cycles; cycle++) Cycle();
            _disk.FailNoMore();
            _disk.Capacity = long.MaxValue;
            _clock.Advance(TimeSpan.FromSeconds(1));
            using TreeStore store = Open() ?? throw new CrashViolationException("the store does not open although there is room");
            if (_options.QuotaBytes == 0 && !TryCommit(store, 1))
                throw new CrashViolationException("no batch is taken although there is room");
            return null;
        }
        catch (CrashViolationException broken)
        {
            return broken.Message;
        }
        catch (Exception escaped)
        {
            return $"an exception escaped: {escaped}";
        }
    }

    private void Create()
    {
        if (OnlyFault is { } fault) _disk.FailAt(fault.At, fault.Fault);
        else _disk.Capacity = (1 << 20) + _random.Next(20 << 10, 200 << 10);
        while (true)
        {
            try
            {
                TreeStore.Create(_disk, Padded, LogForge.StoreId);
                return;
            }
            catch (StoreFullException)
            {
                if (_disk.Faults == 0) throw;
            }
            catch (StoreExistsException) when (_disk.Faults > 0)
            {
                return; // the last sync failed
            }
        }
    }

    private void Cycle()
    {
        _disk.TakenByOthers = OnlyFault is null ? (1 << 20) - _random.Next(SpaceGuard.MarginBytes) : 0;
        if (OpenOnFullDisk() is not { } store) return;
        int steps = _random.Next(1, 20);
        for (int i = 0; i < steps && store.StopCause is null; i++) Step(store);
        if (store.StopCause is { } cause)
        {
            Stops++;
            if (cause is not StoreFullException) throw new CrashViolationException($"the store stopped: {cause}");
        }

        switch (_random.Next(3))
        {
            case 0:
                store.Dispose();
                break;
            case 1:
                _disk.Kill();
                break;
            default:
                _disk.Crash();
                break;
        }
    }

    private void Step(TreeStore store)
    {
        if (OnlyFault is null)
        {
            long free = _disk.FreeBytes();
            if (_random.Next(4) == 0) _disk.TakenByOthers += _random.NextInt64(free + 1);
            else if (_random.Next(8) == 0) _disk.TakenByOthers += free;
            if (_random.Next(5) == 0) _disk.TakenByOthers = _random.Next(1 << 20);
        }

        if (_random.Next(3) == 0) _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1500)));
        SpaceState before = store.SpaceState;
        if (_random.Next(10) == 0) store.TryRestoreReserve();
        else TryCommit(store, _random.Next(1, 4));
        SpaceState after = store.SpaceState;
        if (after > before) Degradations++;
        if (after < before) Restorations++;
        if (_options.QuotaBytes == 0) return;
        long? used = FiguresOf(store).UsedBytes;
        if (used > Math.Max(_options.QuotaBytes, _usedAtOpen) + (2 * LogFormat.SegmentHeaderLength))
            throw new CrashViolationException($"the files have {used} bytes of a quota of {_options.QuotaBytes}");
    }

    // Whether the last batch was taken.
    private bool TryCommit(TreeStore store, int batches)
    {
        Batch[] group = [.. Enumerable.Range(0, batches).Select(_ => NewBatch())];
        bool committed = false;
        foreach ((Batch batch, Task<CommitResult> answer) in group.Zip(Group(store, group)))
        {
            committed = false;
            if (!answer.IsCompleted) throw new CrashViolationException("a batch has no answer");
            if (answer.IsFaulted)
            {
                _model.Leave(batch);
                continue;
            }

            CommitResult result = answer.Result;
            committed = result.Outcome == CommitOutcome.Committed;
            if (committed) _model.Commit(batch, result);
            else if (result.Outcome == CommitOutcome.NoSpace) CheckRefusal(store, result);
            else throw new CrashViolationException($"a batch was answered {result}");
            if (committed) Commits++;
        }

        return committed;
    }

    private void CheckRefusal(TreeStore store, CommitResult result)
    {
        Refusals++;
        SpaceFigures figures = FiguresOf(store);
        bool isShort = figures.FreeBytes - SpaceGuard.MarginBytes < GroupBytesMax
            || (figures.QuotaBytes > 0 && figures.QuotaBytes - figures.UsedBytes < GroupBytesMax);
        if (figures.State == SpaceState.Normal && !isShort)
            throw new CrashViolationException($"{figures}, and a batch was answered {result}");
        if (result.Before != result.After || result.After != _model.Digest || string.IsNullOrEmpty(result.Explanation))
            throw new CrashViolationException($"a batch for which there is no room was answered {result}");
    }

    private SpaceFigures FiguresOf(TreeStore store)
    {
        try
        {
            return store.Statistics().Space;
        }
        catch (StoreFullException) when (OnlyFault is not null)
        {
            return store.Statistics().Space; // the fault hit the counting, and there is only one
        }
    }

    private TreeStore? OpenOnFullDisk()
    {
        if (Open() is { } store) return store;
        if (_disk.Faults == 0) _disk.TakenByOthers = 0;
        if (Open() is { } again) return again;
        if (_disk.FreeBytes() > SpaceGuard.MarginBytes) throw new CrashViolationException("the store does not open although there is room");
        _disk.Capacity += 1 << 20;
        return Open() ?? throw new CrashViolationException("the store does not open although there is room again");
    }

    private TreeStore? Open()
    {
        TreeStore store;
        try
        {
            store = TreeStore.Open(_disk, new WriterSetup(_options, _clock, HasThread: false));
        }
        catch (StoreFullException)
        {
            _disk.Kill();
            return null;
        }

        int faults = _disk.Faults;
        try
        {
            _model.Check(store);
        }
        catch (StoreFullException) when (_disk.Faults != faults)
        {
            _model.Check(store); // the fault hit the reading
        }

        _usedAtOpen = FiguresOf(store).UsedBytes ?? 0;
        return store;
    }

    private Batch NewBatch()
    {
        int count = _random.Next(1, 4);
        return new Batch([.. Enumerable.Range(0, count).Select(_ => Put($"k{_random.Next(8)}", NewValue()))]);
    }

    private string NewValue()
    {
        int length = _random.Next(4) == 0 ? _random.Next(4000) : _random.Next(60);
        return new string((char)_random.Next('a', 'z'), length);
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
