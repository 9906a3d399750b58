namespace BasisTrees.Persistence;

/// <summary>
/// Decides when a checkpoint is due, hands its long parts to a thread of its own, and keeps what is in no node store yet within bounds.
/// </summary>
/// <remarks>
/// Owned by the writer, who calls <see cref="Tend"/> between groups; the background thread touches the run that was handed to it and
/// nothing else. Without a thread everything happens within <see cref="Tend"/>.
/// </remarks>
internal sealed class Checkpointer : IDisposable
{
    private readonly CheckpointRoom _room;
    private readonly OperationLog _log;
    private readonly CacheBudget _budget;
    private readonly Action? _wakeWriter;
    private readonly Thread? _thread;
    private readonly ITimer? _timer; // an idle writer has to look whether a checkpoint is due
    private readonly object _turn = new();
    private readonly List<PendingCheckpoint> _orders = []; // the writer's
    private List<PendingCheckpoint> _taken = []; // the writer's: orders that are in no run yet
    private readonly List<PendingUnpin> _unpins = []; // the writer's
    private List<Departure> _departures = []; // the writer's, and in its turn the run's
    private CheckpointRun? _run; // set and taken away by the writer under _turn
    private bool _isEnding; // guarded by _turn
    private long _lastOperations; // the next sequence number at the last checkpoint
    private long _lastTime;
    private volatile Checkpoint? _newest;

    /// <summary>Takes up the work.</summary>
    /// <param name="room">What checkpoints work with.</param>
    /// <param name="log">The log.</param>
    /// <param name="climb">How the store was opened: from which checkpoint, and what left the tree since.</param>
    /// <param name="wakeWriter">Makes the writer call <see cref="Tend"/> soon; null to do everything on the writer's thread.</param>
    internal Checkpointer(CheckpointRoom room, OperationLog log, RecoveryClimb climb, Action? wakeWriter)
    {
        Checkpoint? newest = climb.Checkpoint;
        _departures.AddRange(climb.Departures);
        _room = room;
        _budget = new CacheBudget(room.Prover, room.Nodes, room.Options.NodeCacheBytes);
        _log = log;
        _newest = newest;
        _wakeWriter = wakeWriter;
        _lastOperations = (long)(newest?.Chain.NextSequence ?? 1);
        _lastTime = room.Time.GetTimestamp();
        if (wakeWriter is null) return;
        TimeSpan often = LookEvery(room.Options);
        _timer = room.Time.CreateTimer(_ => wakeWriter(), null, often, often);
        _thread = new Thread(Work) { IsBackground = true, Name = "BasisTrees checkpoints" };
        _thread.Start();
    }

    /// <summary>Takes of other options what may change while the store is open, from the next group on; any thread.</summary>
    internal void Change(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _room.Live.Change(options);
        TimeSpan often = LookEvery(options);
        _timer?.Change(often, often);
        _wakeWriter?.Invoke();
    }

    /// <summary>The newest checkpoint that stands; any thread.</summary>
    internal Checkpoint? Newest => _newest;

    /// <summary>The checkpoints that are kept; any thread.</summary>
    internal IReadOnlyList<CheckpointFacts> List() => CheckpointListing.Read(_room.Disk, _room.Definition.StoreId);

    /// <summary>Opens the revision of a kept checkpoint; any thread.</summary>
    internal StoreSnapshot? TryOpen(long revision) =>
        _room.Shelf is { } shelf && shelf.TryOpen(revision, out StoreSnapshot? snapshot) ? snapshot : null;

    /// <summary>The marks that a compaction of the present head would leave reachable beside its own; any thread.</summary>
    internal IReadOnlyList<KeptMark> MarksBesideCompaction(long head) =>
        CheckpointRetention.MarksBeside(_room.Disk, _room.Definition.StoreId, _room.Options.CheckpointsRetained, head);

    /// <summary>Writes a full checkpoint of a revision up to which the log is synced; any thread.</summary>
    internal FullReport WriteFull(in HeldRevision held) =>
        _room.Fulls?.Write(held) ?? throw new InvalidOperationException("The store was opened without full checkpoints.");

    /// <summary>Wants a checkpoint of what is published now.</summary>
    internal void Request(PendingCheckpoint order) => _orders.Add(order);

    /// <summary>Wants checkpoints to lose a name.</summary>
    internal void Request(PendingUnpin unpin) => _unpins.Add(unpin);

    /// <summary>Between two groups: goes on with a run, begins one that is due, and makes room in memory.</summary>
    /// <exception cref="Exception">A checkpoint failed: the store must stop.</exception>
    internal void Tend()
    {
        Advance();
        if (_run is null) _room.Source?.HealPending(); // during a run the node store is the background's
        if (_run is null) Unpin();
        if (_run is null && IsDue()) Begin();
        while (_run is not null && IsTooMuchUnstored())
        {
            WaitForTurn();
            Advance();
            if (_run is null && IsDue()) Begin();
        }

        WarmMissed();
        _budget.Trim(_departures);
    }

    // A help for readers, and they have been told of the damage that it meets: that stops nothing. The next opening reads every node.
    private void WarmMissed()
    {
        try
        {
            _room.Prover.WarmMissed();
        }
        catch (StoreDamagedException)
        {
            // The key is no longer among those that were missed, and the source has counted the failure.
        }
    }

    /// <summary>Ends what runs; writes a last checkpoint if the options want one. The writer's last call.</summary>
    internal void Finish()
    {
        Drain();
        _room.Source?.HealPending();
        Unpin();
        bool isBehind = _log.Chain.Revision > (_newest?.Revision ?? 0) || _room.Source is { NeedsMark: true };
        bool wanted = _room.Options.CheckpointAtClose && isBehind;
        if (!wanted && _orders.Count == 0) return;
        Begin();
        Drain();
        var closed = new StoreException("The store was closed before the checkpoint was written.");
        foreach (PendingCheckpoint order in _orders) order.Fail(closed);
    }

    /// <summary>Answers everybody who waits with a failure; the store has stopped.</summary>
    internal void Stop(Exception cause)
    {
        foreach (PendingCheckpoint order in _orders.Concat(_taken)) order.Fail(new StoreStoppedException(outcomeUnknown: false, cause));
        foreach (PendingCheckpoint order in _run?.Orders ?? []) order.Fail(new StoreStoppedException(outcomeUnknown: false, cause));
        foreach (PendingUnpin unpin in _unpins) unpin.Fail(new StoreStoppedException(outcomeUnknown: false, cause));
        _orders.Clear();
        _unpins.Clear();
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _isEnding = true;
            Monitor.PulseAll(_turn);
        }

        _timer?.Dispose();
        _thread?.Join();
    }

    // Between two runs, so that none publishes a name that is being taken away. A file that cannot be replaced stays as it is.
    private void Unpin()
    {
        foreach (PendingUnpin unpin in _unpins)
        {
            try
            {
                unpin.Prepared = CheckpointListing.Unpin(_room.Disk, _room.Definition.StoreId, unpin.Name);
                if (_newest is { } newest && newest.Name == unpin.Name) _newest = newest with { Name = "" };
                unpin.Release();
            }
            catch (StoreException failure)
            {
                unpin.Fail(failure);
            }
        }

        _unpins.Clear();
    }

    private static TimeSpan LookEvery(StoreOptions options) => options.CheckpointInterval is not { } interval ? Timeout.InfiniteTimeSpan
        : interval < TimeSpan.FromMinutes(1) ? interval
        : TimeSpan.FromMinutes(1);

    private bool IsDue()
    {
        if (_orders.Count > 0) return true;
        if (_room.Source is { HasPending: true }) return true;
        if (_log.Chain.Revision == (_newest?.Revision ?? 0)) return false;
        StoreOptions options = _room.Options;
        return (long)_log.Chain.NextSequence - _lastOperations >= options.CheckpointOperations
            || (options.CheckpointInterval is { } interval && _room.Time.GetElapsedTime(_lastTime) >= interval)
            || Unstored >= options.NodeCacheBytes / 4;
    }

    private bool IsTooMuchUnstored() => Unstored >= _room.Options.NodeCacheBytes / 2;

    private long Unstored => _room.Prover.UnstoredBytes + _room.Ids.PendingBytes;

    private void Begin()
    {
        List<PendingCheckpoint> orders = _taken = TakeOrders();
        if (RefuseForSpace(orders)) return;
        if (_newest is { } newest && newest.Revision == _log.Chain.Revision)
        {
            if (!AnswerFromStanding(newest, orders)) return;
        }

        // A checkpoint never stands ahead of the log that it is a cache of.
        _log.Append();
        if (_log.IsAhead) _log.Sync();
        var draft = new Checkpoint(_log.Chain, _room.Prover.Count, NodePlace.Unknown, default, _log.Segment, _log.WrittenLength)
        {
            Engine = _room.Nodes.Engine,
            RecordUnixNanoseconds = _log.LastUnixNanoseconds,
            UnixNanoseconds = (_room.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Incarnation = _log.Incarnation,
            LogFloor = _log.Floor,
            Keys = _room.Keys.UpTo(_log.Chain.Revision),
            Notes = _room.Notes?.Sync(orders.Exists(order => order.Order.Compacts)) ?? default,
        };
        if (_newest is { } same && same.Revision == draft.Revision)
            draft = draft with { Name = same.Name, RecordsWritten = same.RecordsWritten, BytesWritten = same.BytesWritten };
        _lastOperations = (long)_log.Chain.NextSequence;
        _lastTime = _room.Time.GetTimestamp();
        var run = new CheckpointRun(_room, draft, _newest, orders);
        lock (_turn)
        {
            _run = run;
            _taken = [];
            Monitor.PulseAll(_turn);
        }

        if (_thread is not null) return;
        run.Write();
        Advance();
    }

    // Nodes come to more bytes in files than in memory at most by their frames. Whoever orders a checkpoint is told; one that is merely due
    // waits until there is room.
    private bool RefuseForSpace(List<PendingCheckpoint> orders)
    {
        const long margin = 256 << 10;
        if (_room.Space.AllowsUpkeep(Unstored + (Unstored / 4) + margin)) return false;
        string path = _room.Disk.Location;
        var full = new StoreFullException($"There is not enough room in {path} for a checkpoint; free some space and try again.", path);
        foreach (PendingCheckpoint order in orders) order.Fail(full);
        return true;
    }

    // All orders without a name, and at most one with: a checkpoint has one name.
    private List<PendingCheckpoint> TakeOrders()
    {
        var taken = new List<PendingCheckpoint>();
        foreach (PendingCheckpoint order in _orders)
        {
            if (order.Order.Name.Length == 0 || taken.TrueForAll(other => other.Order.Name.Length == 0)) taken.Add(order);
        }

        _orders.RemoveAll(taken.Contains);
        return taken;
    }

    // The revision has a checkpoint already: what is left is to give it the name. True if there is more to do.
    private bool AnswerFromStanding(Checkpoint newest, List<PendingCheckpoint> orders)
    {
        if (orders.Exists(order => order.Order.Compacts) || _room.Source is { HasPending: true } or { NeedsMark: true }) return true;
        string name = orders.Select(order => order.Order.Name).FirstOrDefault(name => name.Length > 0) ?? "";
        if (name.Length > 0 && !newest.IsPinned)
        {
            _newest = newest = newest with { Name = name };
            CheckpointFile.Write(_room.Disk, _room.Definition.StoreId, newest);
        }

        var report = new CheckpointReport(newest.Revision, newest.Chain.Digest, newest.Name, 0, 0, 0, null, TimeSpan.Zero);
        foreach (PendingCheckpoint order in orders)
        {
            order.Prepared = report;
            order.Release();
        }

        return false;
    }

    // What the writer has to do for the run that is on.
    private void Advance()
    {
        if (_run is not { } run) return;
        if (run.Stage == CheckpointStage.Written)
        {
            _departures = run.Settle(_departures);
            lock (_turn) Monitor.PulseAll(_turn);
            if (_thread is null) run.Publish();
        }

        if (run.Stage == CheckpointStage.Failed)
        {
            Exception failure = run.Failure ?? new InvalidOperationException("A checkpoint failed without a reason.");
            throw failure is StoreException ? failure : new InvalidOperationException("A checkpoint failed.", failure);
        }

        if (run.Stage != CheckpointStage.Done) return;
        lock (_turn) _run = null;
        _newest = run.Published;
        _log.CheckpointRevision = run.Published!.Revision; // a run that is done has published
        _log.Floor = run.Published.LogFloor;
        foreach (PendingCheckpoint order in run.Orders)
        {
            order.Prepared = run.Report;
            order.Release();
        }
    }

    private void Drain()
    {
        Advance();
        while (_run is not null)
        {
            WaitForTurn();
            Advance();
        }
    }

    // Until the background has come to the end of its turn.
    private void WaitForTurn()
    {
        lock (_turn)
        {
            while (_run is { Stage: CheckpointStage.Writing or CheckpointStage.Publishing }) Monitor.Wait(_turn);
        }
    }

    private void Work()
    {
        while (true)
        {
            CheckpointRun run;
            lock (_turn)
            {
                while (!_isEnding && _run is not { Stage: CheckpointStage.Writing or CheckpointStage.Publishing }) Monitor.Wait(_turn);
                if (_isEnding) return;
                run = _run!; // there is one, or the wait would go on
            }

            if (run.Stage == CheckpointStage.Writing) run.Write();
            else run.Publish();
            lock (_turn) Monitor.PulseAll(_turn);
            _wakeWriter!(); // there is a thread only where there is a writer to wake
        }
    }
}
