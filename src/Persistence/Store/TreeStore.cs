using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

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
    private readonly IDisk _disk;
    private readonly IDisposable _lock;
    private readonly OpenedStore _opened;
    private readonly Committer _committer;
    private readonly LogReading _reading;
    private readonly WriterSetup _setup;
    private readonly BatchDoor _door;
    private readonly CommitQueue _queue;
    private readonly Checkpointer? _checkpointer;
    private readonly CheckpointDesk _desk;
    private readonly StoreWriter _writer;
    private readonly Thread? _thread;
    private int _isDisposed;

    private TreeStore(IDisk disk, IDisposable lockHeld, OpenedStore opened, WriterSetup setup)
    {
        _disk = disk;
        _lock = lockHeld;
        _opened = opened;
        _setup = setup;
        _committer = new Committer(opened, setup);
        _reading = new LogReading(new LogFiles(disk, opened.Definition.StoreId), opened.Revisions, opened.Ids);
        _door = new BatchDoor(Definition, setup.Options, opened.Ids);
        _queue = new CommitQueue(setup.Options);
        Recovery = opened.Report;
        Action? wake = setup.HasThread ? _queue.Wake : null;
        if (opened.Room(disk, setup.Options, setup.Time) is { } room)
            _checkpointer = new Checkpointer(room, opened.Log, opened.Recovered.Climb, wake);
        if (_opened.Source is not null) _opened.Source.Wake = wake;
        _writer = new StoreWriter(disk, _queue, _committer, _checkpointer, _opened.Source);
        _desk = new CheckpointDesk(_queue, _checkpointer, setup.HasThread ? null : () => _writer.RunOnce(), Hold);
        if (setup.HasThread) _thread = new Thread(_writer.Run) { IsBackground = true, Name = "BasisTrees writer" };
        _thread?.Start();
    }

    /// <summary>What the store was created for.</summary>
    public StoreDefinition Definition => _opened.Definition.Definition;

    /// <summary>What opening the store found and did.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>Which life of the store this is: a copy that has been opened has another one than its original.</summary>
    public Incarnation Incarnation => _opened.Incarnation.All[0];

    /// <summary>The incarnations before it that are remembered, at most 31, newest first.</summary>
    public IReadOnlyList<Incarnation> EarlierIncarnations => [.. _opened.Incarnation.All.Skip(1)];

    /// <summary>Whether this opening began the incarnation.</summary>
    public bool IsNewIncarnation => _opened.Incarnation.IsNew;

    /// <summary>The published head: everything acknowledged is in it.</summary>
    public Head Head => _committer.Published.Head;

    /// <summary>Whether checkpoints are kept; false for a tree that is in memory as a whole.</summary>
    public bool KeepsCheckpoints => _checkpointer is not null;

    /// <summary>The failure that stopped the store, or null while it runs.</summary>
    public Exception? StopCause => _writer.StopCause;

    /// <summary>The sentence of the last read that failed because of damage, or null; the next opening then reads all.</summary>
    public string? DamageMet => _opened.Source?.LastFailure;

    /// <summary>
    /// Whether the store has the room that it needs to take batches; a degraded one looks, at most once a second, whether it has it again.
    /// </summary>
    public SpaceState SpaceState => _opened.Space.State;

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
    /// <param name="meters">Who makes the store's meter; null for one that all such stores of the process share.</param>
    /// <returns>The store; the caller disposes of it, which releases the lock.</returns>
    /// <exception cref="StoreNotFoundException">There is no store, or its creation was interrupted.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreDamagedException">Something acknowledged is missing or changed; file and offset say where.</exception>
    /// <exception cref="StoreRolledBackException">The store does not reach what the options say it must.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the store.</exception>
    public static TreeStore Open(IDisk disk, StoreOptions? options = null, TimeProvider? time = null, IMeterFactory? meters = null) =>
        Open(disk, new WriterSetup(options ?? new StoreOptions(), time ?? TimeProvider.System, HasThread: true) { Meters = meters });

    /// <summary>Goes through the recovery of a store as opening would, and closes it again.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How; <see cref="StoreOptions.RecoveryTierMin"/> says at which tier to begin. Null for the defaults.</param>
    /// <param name="isDryRun">Whether nothing on the disk is to change: what would be written is kept in memory.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>What was found and done, or would be.</returns>
    /// <exception cref="StoreNotFoundException">There is no store, or its creation was interrupted.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreDamagedException">No way back is left; file and offset say where the damage is.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the store.</exception>
    public static RecoveryReport Recover(IDisk disk, StoreOptions? options = null, bool isDryRun = false, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options ??= new StoreOptions();
        if (isDryRun) options = options with { CheckpointAtClose = false };
        using OverlayDisk? layer = isDryRun ? new OverlayDisk(disk) : null;
        using TreeStore store = Open(layer ?? disk, options, time);
        if (!isDryRun && store.Recovery is { Tier: > 1 } or { NodesRestored: > 0 }) store.Checkpoint();
        return store.Recovery;
    }

    /// <summary>Opens the published head for reading.</summary>
    /// <returns>The snapshot; the caller disposes of it. It stays readable after the store is closed.</returns>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreSnapshot Snapshot() => Hold().Snapshot;

    /// <summary>Opens a retained revision for reading: the head, or that of a kept checkpoint (<see cref="Checkpoints"/>).</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="snapshot">
    /// The snapshot, whose nodes no sweep takes away until the caller disposes of it. It ends with the store. Null if there is none.
    /// </param>
    /// <returns>False if the revision is not retained.</returns>
    /// <exception cref="StoreDamagedException">The checkpoint or its root is not what was written.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TrySnapshotAt(long revision, [NotNullWhen(true)] out StoreSnapshot? snapshot)
    {
        snapshot = Snapshot();
        if (snapshot.Revision == revision) return true;
        snapshot.Dispose();
        return (snapshot = _checkpointer?.TryOpen(revision)) is not null;
    }

    /// <summary>Commits a batch and waits for the answer.</summary>
    /// <param name="batch">The batch; its memory must not change while the call runs.</param>
    /// <exception cref="StoreStoppedException">The store stopped; the exception says whether the batch may reappear.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public CommitResult Commit(Batch batch)
    {
        if (_door.Check(batch, out MappedBatch? mapped) is { } refusal) return refusal.ToResult(Head);
        var pending = new PendingCommit(mapped!, isAwaited: false); // a batch that is not refused is mapped
        if (!_queue.TryAdd(pending)) return _door.QueueFull().ToResult(Head);
        if (_thread is null) CommitQueued();
        return pending.Wait();
    }

    /// <summary>Commits a batch; the task ends when the answer is there.</summary>
    /// <param name="batch">The batch, copied before the task is returned.</param>
    /// <param name="cancellation">Takes the batch back while it still waits; once the writer has begun it, it has no effect.</param>
    /// <exception cref="StoreStoppedException">The store stopped; the exception says whether the batch may reappear.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public Task<CommitResult> CommitAsync(Batch batch, CancellationToken cancellation = default)
    {
        if (_door.Check(batch, out MappedBatch? mapped) is { } refusal) return Task.FromResult(refusal.ToResult(Head));
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<CommitResult>(cancellation);
        var pending = new PendingCommit(mapped!, isAwaited: true); // a batch that is not refused is mapped
        if (!_queue.TryAdd(pending)) return Task.FromResult(_door.QueueFull().ToResult(Head));
        if (cancellation.CanBeCanceled) pending.CancelWith(cancellation);
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
            refusal = _queue.TryAdd(pending) ? null : _door.QueueFull();
            if (refusal is null && _thread is null) CommitQueued();
            if (refusal is null) return pending.Wait();
        }

        return refusal.ToPreview(Head);
    }

    /// <summary>Reads the acknowledged records of the log in order, each checked again, up to the head at the time of the call.</summary>
    /// <param name="fromRevision">The first revision wanted; 1 or less for all.</param>
    /// <param name="namesIds">Whether operations have the ids of their keys, some of which are looked up in the node store.</param>
    /// <exception cref="StoreDamagedException">While reading: a record is no longer what was written.</exception>
    /// <exception cref="StoreException">While reading: the disk fails.</exception>
    public IEnumerable<LogRecord> ReadLog(long fromRevision, bool namesIds = true) =>
        _reading.Read(Math.Max(1, fromRevision), ReadableRevision(), namesIds);

    /// <summary>Reads the records of a range of published revisions as they stand in the log; see <see cref="ReadLog"/>.</summary>
    internal IEnumerable<LoggedPayload> ReadPayloads(long from, long to) => _reading.ReadPayloads(from, Math.Min(to, ReadableRevision()));

    /// <summary>
    /// Takes of other options what may change while the store is open, from the next group on: when a checkpoint is due, how many are
    /// kept, the age at which the log is archived, and the share of dead bytes for a sweep. The rest is not looked at. Any thread.
    /// </summary>
    public void Reconfigure(StoreOptions options) => _checkpointer?.Change(options);

    /// <summary>
    /// Writes a checkpoint of what is published now, so that opening need not replay the log before it; waits until it stands.
    /// </summary>
    /// <param name="name">
    /// 1 to 128 letters, digits, <c>_</c> and <c>-</c> to keep it whatever the options say; empty for an ordinary one.
    /// </param>
    /// <param name="compact">Whether all room that no kept checkpoint needs is given back as well.</param>
    /// <param name="full">
    /// Whether a full checkpoint of what is published now is written too, on the caller's thread: a file from which a store can be built
    /// without the log before it. Commits go on meanwhile. It stays until archiving has made two later ones.
    /// </param>
    /// <returns>What was done; a checkpoint that stood already is answered at once.</returns>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="StoreStoppedException">The store has stopped, or stops because the checkpoint fails.</exception>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreException">
    /// The store keeps no checkpoints, because its tree is in memory as a whole; or the full checkpoint could not be written, and the store
    /// goes on.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public CheckpointReport Checkpoint(string name = "", bool compact = false, bool full = false) =>
        _desk.Checkpoint(name, compact, full);

    /// <summary>The checkpoints that are kept, newest first; empty for a tree that is in memory as a whole.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    public IReadOnlyList<CheckpointFacts> Checkpoints() => _checkpointer?.List() ?? [];

    /// <summary>Takes a name from the checkpoint that has it: from then on it is kept no longer than others.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The revisions of the checkpoints that had it; empty if none had.</returns>
    /// <exception cref="StoreStoppedException">The store has stopped.</exception>
    /// <exception cref="StoreException">The disk fails; the checkpoint keeps its name.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public IReadOnlyList<long> UnpinCheckpoint(string name) => _desk.Unpin(name);

    /// <summary>
    /// Checks everything that was published at the time of the call, from bytes and anew, while commits go on; <see cref="StoreCheck"/>
    /// does it where the store is not in use.
    /// </summary>
    /// <param name="check">How far to go; null for the defaults.</param>
    /// <returns>What was read and found. Damage is a finding, not an exception.</returns>
    /// <exception cref="StoreException">The directory cannot be read, or the scratch directory is not empty.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public FsckReport Check(FsckOptions? check = null)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        long checkpoint = _checkpointer?.Newest?.Revision ?? 0; // first: what the head was before may be behind it
        var bound = new FsckBound(Math.Min(Head.Revision, _opened.Log.WrittenRevision), checkpoint);
        using var pinned = new PinnedDisk(_disk);
        return new FsckRun(pinned, _setup.Options, check ?? new FsckOptions(), _setup.Time, bound).Run();
    }

    /// <summary>Erases the body of a note in every file of the store; the value in the tree stays, and so do digests and proofs.</summary>
    /// <remarks>A record says so first. Backups, and archived segments that were taken away, keep what they have.</remarks>
    /// <param name="id">The id.</param>
    /// <param name="value">The value that the id has or had; empty for the one that it has now.</param>
    /// <exception cref="StoreException">The log could not be read; or the store stopped, and opening completes what was begun.</exception>
    public NoteErasure EraseNote(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value = default) => _opened.Notes is null
        ? new NoteErasure(NoteOutcome.NotANote, Head.Revision, 0, 1)
        : new NoteErasing(this, _opened.Notes, new LogFiles(_disk, _opened.Definition.StoreId)).Run(id, value);

    /// <summary>The digest of a published revision.</summary>
    /// <param name="revision">0 for the empty tree, up to the head.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>False if there is no such revision.</returns>
    public bool TryGetDigest(long revision, out Digest digest)
    {
        digest = revision == 0 ? new Prover(Definition.Parameters).Digest : default;
        if (revision == 0) return true;
        RevisionPlace place = default;
        bool known = revision <= Head.Revision && _opened.Revisions.TryFind(revision, out place);
        digest = place.Digest;
        return known;
    }

    /// <summary>The figures of this moment. A degraded store looks, at most once a second, whether it has room again.</summary>
    public StoreStatistics Statistics()
    {
        Head head = Head;
        return new StoreStatistics(
            head.Revision, head.Digest, head.Count, _opened.Log.TotalBytes, (int)_opened.Log.Segment, _committer.Commits,
            _committer.Refusals, _committer.Groups, _committer.Syncs, _queue.Count, StopCause is not null, _opened.Space.Figures())
        {
            CheckpointRevision = _checkpointer?.Newest?.Revision ?? 0,
            CheckpointTime = _checkpointer?.Newest?.Time,
            ResidentBytes = _committer.Prover.ResidentBytes,
            ResidentBytesMax = _setup.Options.NodeCacheBytes,
            UnstoredBytes = _committer.Prover.UnstoredBytes,
            Nodes = _opened.Nodes?.Statistics(_checkpointer?.MarksBesideCompaction(head.Revision)),
            Traffic = _committer.Prover.Traffic,
            NodesRestored = _opened.Source?.Restored ?? 0,
            Notes = _opened.Notes?.Statistics(_checkpointer?.Newest?.Revision ?? 0),
        };
    }

    /// <summary>
    /// Looks at once whether a degraded store has room for its reserve again, where batches look at most once a second.
    /// </summary>
    /// <returns>Whether batches are taken now.</returns>
    public bool TryRestoreReserve() => _opened.Space.TryRestore();

    /// <summary>Commits what waits, closes the files and releases the lock.</summary>
    /// <remarks>
    /// It does not throw if the last write of a mode that promises less fails: <see cref="StopCause"/> then says why. Of several
    /// threads that call it, only the first waits until the store is closed.
    /// </remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _queue.Close();
        if (_thread is null) _writer.Run();
        else _thread.Join();
        try
        {
            _writer.Finish();
        }
        finally
        {
            _checkpointer?.Dispose();
            _committer.Dispose();
            _opened.Nodes?.Dispose();
            _opened.Notes?.Dispose();
            _lock.Dispose();
        }
    }

    internal DefinitionFile DefinitionFile => _opened.Definition;

    internal StoreOptions Options => _setup.Options;

    internal IdempotencyWindow Keys => _committer.Keys;

    /// <summary>Holds the published head with all that goes on from it.</summary>
    internal HeldRevision Hold()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);

            // The head may be replaced between reading and sharing it; then the next one is already there.
            PublishedHead head = _committer.Published;
            if (!head.Snapshot.TryShare(out Snapshot? shared)) continue;
            KeyUses keys = _committer.Keys.UpTo(head.Chain.Revision);
            var snapshot = new StoreSnapshot(Definition, _opened.Ids, shared) { Notes = _opened.Notes };
            return new HeldRevision(snapshot, head.Chain, head.UnixNanoseconds, keys, head.Incarnation);
        }
    }

    internal static void Create(IDisk disk, StoreDefinition definition, StoreId storeId, TimeProvider? time = null) =>
        StoreDirectory.Found(disk, definition, storeId, time ?? TimeProvider.System);

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
    internal int CommitQueued() =>
        _thread is null ? _writer.RunOnce() : throw new InvalidOperationException("The writer thread commits this store's groups.");

    // The last published revision whose record is in a file.
    private long ReadableRevision()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        long head = Head.Revision;
        if (_setup.Options.Durability == Durability.None && _writer.StopCause is null)
        {
            var flush = new PendingFlush();
            bool waits = _queue.TryAdd(flush);
            if (waits && _thread is null) CommitQueued();
            if (waits) flush.Wait();
        }

        // Of a store that stopped in the mode without promises, the last records may have been lost with its memory.
        return Math.Min(head, _opened.Log.WrittenRevision);
    }
}
