namespace BasisTrees.Persistence;

/// <summary>
/// An authenticated tree made durable by a log: one writer commits batches in groups, any number of readers work on snapshots.
/// </summary>
/// <remarks>
/// All members may be called from any thread. Every answer is released only when the state it speaks of is as durable as the options
/// say and published. After a failed write or sync the store stops: the batches in flight get a <see cref="StoreStoppedException"/>,
/// later ones are refused with one, and reads go on from the last published head.
/// </remarks>
public sealed class TreeStore : IDisposable
{
    private readonly IDisposable _lock;
    private readonly DefinitionFile _definition;
    private readonly Committer _committer;
    private readonly OperationLog _log;
    private readonly KeyIds _ids;
    private readonly RevisionIndex _revisions;
    private readonly LogReading _reading;
    private readonly StoreOptions _options;
    private readonly Digest _emptyDigest;
    private readonly BatchDoor _door;
    private readonly CommitQueue _queue;
    private readonly Thread? _writer;
    private readonly List<PendingWork> _group = []; // the writer's
    private volatile Exception? _stopCause;
    private int _isDisposed;

    private TreeStore(IDisk disk, IDisposable lockHeld, OpenedStore opened, WriterSetup setup)
    {
        _lock = lockHeld;
        _definition = opened.Definition;
        _log = opened.Log;
        _ids = opened.Ids;
        _revisions = opened.Revisions;
        _options = setup.Options;
        _committer = new Committer(opened, setup.Options, setup.Time);
        _reading = new LogReading(new LogFiles(disk, opened.Definition.StoreId), opened.Revisions, opened.Ids);
        _door = new BatchDoor(Definition, setup.Options, opened.Ids);
        _queue = new CommitQueue(setup.Options);
        _emptyDigest = new Prover(Definition.Parameters).Digest;
        Recovery = opened.Report;
        if (!setup.HasThread) return;
        _writer = new Thread(Write) { IsBackground = true, Name = "BasisTrees writer" };
        _writer.Start();
    }

    /// <summary>What the store was created for.</summary>
    public StoreDefinition Definition => _definition.Definition;

    /// <summary>What opening the store found and did.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>The published head: everything acknowledged is in it.</summary>
    public Head Head => _committer.Published.Head;

    /// <summary>The failure that stopped the store, or null while it runs.</summary>
    public Exception? StopCause => _stopCause;

    /// <summary>Makes a directory a store with an empty tree; cut off at any point, the directory holds a whole store or none.</summary>
    /// <param name="disk">The directory; other files in it are left alone.</param>
    /// <param name="definition">What the store is for, fixed for good.</param>
    /// <exception cref="StoreExistsException">There is a store already.</exception>
    /// <exception cref="StoreLockedException">Another process works on the directory.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    public static void Create(IDisk disk, StoreDefinition definition) => Create(disk, definition, StoreId.Random());

    /// <summary>Opens a store: takes its lock, replays its log with every digest checked, and cuts a torn tail.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How it behaves while it is open; null for the defaults.</param>
    /// <param name="time">The clock that dates records; null for the system's.</param>
    /// <returns>The store; the caller disposes of it, which releases the lock.</returns>
    /// <exception cref="StoreNotFoundException">There is no store, or its creation was interrupted.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreDamagedException">Something acknowledged is missing or changed; file and offset say where.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the store.</exception>
    public static TreeStore Open(IDisk disk, StoreOptions? options = null, TimeProvider? time = null) =>
        Open(disk, new WriterSetup(options ?? new StoreOptions(), time ?? TimeProvider.System, HasThread: true));

    /// <summary>Opens the published head for reading.</summary>
    /// <returns>The snapshot; the caller disposes of it. It stays readable after the store is closed.</returns>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreSnapshot Snapshot()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);

            // The head may be replaced between reading and sharing it; then the next one is already there.
            if (_committer.Published.Snapshot.TryShare(out Snapshot? shared)) return new StoreSnapshot(Definition, _ids, shared);
        }
    }

    /// <summary>Commits a batch and waits for the answer.</summary>
    /// <param name="batch">The batch; its memory must not change while the call runs.</param>
    /// <exception cref="StoreStoppedException">The store stopped; the exception says whether the batch may reappear.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public CommitResult Commit(Batch batch)
    {
        if (_door.Check(batch, out MappedBatch? mapped) is { } refusal) return Refuse(refusal);
        var pending = new PendingCommit(mapped!, isAwaited: false); // a batch that is not refused is mapped
        return _queue.TryAdd(pending) ? pending.Wait() : Refuse(QueueFull());
    }

    /// <summary>Commits a batch; the task ends when the answer is there.</summary>
    /// <param name="batch">The batch, copied before the task is returned.</param>
    /// <param name="cancellation">Takes the batch back while it still waits; once the writer has begun it, it has no effect.</param>
    /// <exception cref="StoreStoppedException">The store stopped; the exception says whether the batch may reappear.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Task<CommitResult> CommitAsync(Batch batch, CancellationToken cancellation = default)
    {
        if (_door.Check(batch, out MappedBatch? mapped) is { } refusal) return Task.FromResult(Refuse(refusal));
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<CommitResult>(cancellation);
        var pending = new PendingCommit(mapped!, isAwaited: true); // a batch that is not refused is mapped
        if (!_queue.TryAdd(pending)) return Task.FromResult(Refuse(QueueFull()));
        if (cancellation.CanBeCanceled) CancelWith(pending, cancellation);
        return pending.Task;
    }

    /// <summary>Says what a batch would do now, without doing it; it passes through the writer's queue like a commit.</summary>
    /// <param name="batch">The batch; its memory must not change while the call runs.</param>
    /// <param name="proof">Whether to make the proof that the batch would have.</param>
    /// <exception cref="StoreStoppedException">The store stopped.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public PreviewResult Preview(Batch batch, bool proof)
    {
        ArgumentNullException.ThrowIfNull(batch);
        DoorRefusal? refusal = _door.Check(batch with { WithProof = proof }, out MappedBatch? mapped);
        if (refusal is null)
        {
            var pending = new PendingPreview(mapped!); // a batch that is not refused is mapped
            if (_queue.TryAdd(pending)) return pending.Wait();
            refusal = QueueFull();
        }

        Head head = Head;
        return new PreviewResult(refusal.Outcome, head.Revision, head.Digest, head.Digest, refusal.Failed.Index, refusal.Failed.Outcome,
            null, refusal.Explanation);
    }

    /// <summary>Reads the acknowledged records of the log in order, each checked again, up to the head at the time of the call.</summary>
    /// <param name="fromRevision">The first revision wanted; 1 or less for all.</param>
    /// <exception cref="StoreDamagedException">While reading: a record is no longer what was written.</exception>
    /// <exception cref="StoreException">While reading: the disk fails.</exception>
    public IEnumerable<LogRecord> ReadLog(long fromRevision)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        long head = Head.Revision;
        if (_options.Durability == Durability.None && _stopCause is null)
        {
            var flush = new PendingFlush();
            if (_queue.TryAdd(flush))
            {
                if (_writer is null) CommitQueued();
                flush.Wait();
            }
        }

        // Of a store that stopped in the mode without promises, the last records may have been lost with its memory.
        return _reading.Read(Math.Max(1, fromRevision), Math.Min(head, _log.WrittenRevision));
    }

    /// <summary>The digest of a published revision.</summary>
    /// <param name="revision">0 for the empty tree, up to the head.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>False if there is no such revision.</returns>
    public bool TryGetDigest(long revision, out Digest digest)
    {
        digest = _emptyDigest;
        if (revision == 0) return true;
        RevisionPlace place = default;
        bool known = revision <= Head.Revision && _revisions.TryFind(revision, out place);
        digest = place.Digest;
        return known;
    }

    /// <summary>The figures of this moment.</summary>
    public StoreStatistics Statistics()
    {
        Head head = Head;
        return new StoreStatistics(
            head.Revision, head.Digest, head.Count, _log.TotalBytes, (int)_log.Segment, _committer.Commits, _committer.Refusals,
            _committer.Groups, _committer.Syncs, _queue.Count, _stopCause is not null);
    }

    /// <summary>Commits what waits, closes the files and releases the lock.</summary>
    /// <remarks>
    /// It does not throw if the last write of a mode that promises less fails: <see cref="StopCause"/> then says why. Of several
    /// threads that call it, only the first waits until the store is closed.
    /// </remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _queue.Close();
        if (_writer is null) Write();
        else _writer.Join();
        try
        {
            if (_stopCause is null) Finish();
        }
        finally
        {
            _committer.Dispose();
            _lock.Dispose();
        }
    }

    internal static void Create(IDisk disk, StoreDefinition definition, StoreId storeId)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(definition);
        using IDisposable held = StoreDirectory.Lock(disk);
        StoreDirectory.Create(disk, new DefinitionFile(storeId, definition));
    }

    internal static TreeStore Open(IDisk disk, WriterSetup setup)
    {
        ArgumentNullException.ThrowIfNull(disk);
        StoreDirectory.FindStore(disk);
        IDisposable held = StoreDirectory.Lock(disk);
        try
        {
            return new TreeStore(disk, held, StoreDirectory.Open(disk, setup.Options, setup.Time), setup);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Commits one group of what waits, on the caller's thread, for a store without a writer thread.</summary>
    /// <returns>The number of batches in the group.</returns>
    internal int CommitQueued()
    {
        if (_writer is not null) throw new InvalidOperationException("The writer thread commits this store's groups.");
        _queue.Drain(_group, wait: false);
        CommitGroup();
        return _group.Count;
    }

    private void Write()
    {
        while (_queue.Drain(_group, wait: true)) CommitGroup();
    }

    // Whatever goes wrong in the writer ends here: nobody waits for ever, and the process learns why by every answer from now on.
    private void CommitGroup()
    {
        if (_group.Count == 0) return;
        try
        {
            _committer.Commit(_group);
        }
        catch (Exception cause)
        {
            _stopCause = cause;
            List<PendingWork> left = _queue.Stop(cause);
            foreach (PendingWork work in _group) work.Fail(new StoreStoppedException(outcomeUnknown: true, cause));
            foreach (PendingWork work in left) work.Fail(new StoreStoppedException(outcomeUnknown: false, cause));
        }
    }

    // Only the modes that promise less leave something to write here, and a last seal; neither is owed to anyone.
    private void Finish()
    {
        try
        {
            _committer.Finish();
        }
        catch (StoreException cause)
        {
            _stopCause = cause;
        }
    }

    private CommitResult Refuse(DoorRefusal refusal)
    {
        Head head = Head;
        return new CommitResult(refusal.Outcome, head.Revision, 0, head.Digest, head.Digest, [], refusal.Failed.Index,
            refusal.Failed.Outcome, null, refusal.Explanation);
    }

    private DoorRefusal QueueFull() => new(CommitOutcome.QueueFull, OperationRefusal.None,
        $"{_options.QueueBatchesMax} batches or {_options.QueueBytesMax} bytes already wait for the writer; send the batch again later.");

    private static void CancelWith(PendingCommit pending, CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            if (pending.TryCancel()) pending.FailCancelled(cancellation);
        });
        _ = pending.Task.ContinueWith(_ => registration.Dispose(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
