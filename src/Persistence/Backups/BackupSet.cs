namespace BasisTrees.Persistence;

/// <summary>
/// A directory of backups of one store: a full one, then incremental and further full ones, each continuing the one before without a gap,
/// so that every revision from the first full one on can be had again.
/// </summary>
/// <remarks>
/// One thread at a time uses a set; the store goes on committing while it is backed up. A piece has its name only once it is synced and was
/// read again, so what an interrupted backup left behind is no piece of the set. The last pieces of a set can be taken away unseen; from
/// the front, pieces may be taken away up to a full one.
/// </remarks>
public sealed class BackupSet
{
    // What a tree that is only verified keeps in memory.
    private const long CacheBytes = 64 << 20;

    private readonly IDisk _disk;
    private readonly BackupKey? _key;
    private readonly TimeProvider _time;
    private List<BackupPiece> _pieces;

    private BackupSet(IDisk disk, BackupKey? key, TimeProvider time)
    {
        _disk = disk;
        _key = key;
        _time = time;
        _pieces = BackupFile.List(disk);
    }

    /// <summary>The pieces in their order, as they were when the set was opened or last written to.</summary>
    public IReadOnlyList<BackupPiece> Pieces => _pieces;

    /// <summary>Opens a directory of backups, empty or not; reads the headers of its pieces and nothing else.</summary>
    /// <param name="disk">The directory; other files in it are left alone.</param>
    /// <param name="key">
    /// The key that its pieces are encrypted with, and new ones will be; null if they are not. It must live as long as the set is used.
    /// </param>
    /// <param name="time">The clock that dates pieces; null for the system's.</param>
    /// <exception cref="StoreDamagedException">
    /// A piece is missing, damaged, of another store, or does not continue the one before.
    /// </exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote a piece.</exception>
    public static BackupSet Open(IDisk disk, BackupKey? key = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return new BackupSet(disk, key, time ?? TimeProvider.System);
    }

    /// <summary>
    /// Writes the published revision of a store as a full piece. If the set reaches an earlier revision, an incremental piece that leads to
    /// this one is written before it, so that the set has no gap.
    /// </summary>
    /// <param name="store">The store; it may commit meanwhile.</param>
    /// <returns>The full piece.</returns>
    /// <exception cref="StoreException">The set is of another store or history, it is in use elsewhere, or a disk fails.</exception>
    public BackupPiece WriteFull(TreeStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using IDisposable held = Begin(store);
        HeldRevision head = store.Hold();
        using StoreSnapshot snapshot = head.Snapshot;
        if (_pieces.Count > 0) WriteUpTo(store, head);
        var moment = new BackupMoment(head.Chain, head.UnixNanoseconds);
        BackupHeader header = NewHeader(store, BackupKind.Full, moment, head);
        var state = new FullState(store.DefinitionFile, head.Chain, snapshot.Count)
        {
            RecordUnixNanoseconds = head.UnixNanoseconds,
            Incarnation = head.Incarnation,
            Keys = head.Keys,
            UnixNanoseconds = header.UnixNanoseconds,
            Lives = [store.Incarnation, .. store.EarlierIncarnations],
        };
        var writer = new FullWriter(state, snapshot.Tree, snapshot.Ids, packs: true) { Notes = snapshot.Notes };
        return Add(header, (sink, attempt) => writer.TryWrite(sink, writer.DepthOf(attempt)));
    }

    /// <summary>Writes what a store has committed since the last piece.</summary>
    /// <param name="store">The store; it may commit meanwhile.</param>
    /// <returns>The piece, or null if there is nothing new.</returns>
    /// <exception cref="StoreException">
    /// There is no full piece yet, the set is of another store or history, it is in use elsewhere, or a disk fails.
    /// </exception>
    public BackupPiece? WriteIncremental(TreeStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        using IDisposable held = Begin(store);
        if (_pieces.Count == 0)
        {
            throw new BackupRefusedException(
                BackupRefusal.NoBackup, $"There is no full backup in {_disk.Location} to be continued.", _disk.Location);
        }

        HeldRevision head = store.Hold();
        using StoreSnapshot snapshot = head.Snapshot;
        return WriteUpTo(store, head);
    }

    /// <summary>
    /// Reads all of the set: decrypts and checks every block, makes the tree of the first full piece, hashes every node, replays every
    /// record with the digests before and after it, and compares each further full piece with the tree at its revision.
    /// </summary>
    /// <param name="scratch">
    /// An empty directory for the nodes meanwhile; the caller takes its files away. Null to keep them in memory, which they must fit into.
    /// </param>
    /// <exception cref="StoreDamagedException">Something is not what was written; file and offset say where.</exception>
    /// <exception cref="StoreException">There is no backup, the key is missing or another one, or a disk fails.</exception>
    public BackupReport Verify(IDisk? scratch = null)
    {
        long began = _time.GetTimestamp();
        if (_pieces.Count == 0) throw BackupPlan.None(_disk.Location);
        using BackupReplay replay = BackupReplay.Open(_disk, _pieces[0], _key, definition => OpenNodes(definition, scratch), CacheBytes);
        FullCheckpoint full = replay.Full;
        foreach (BackupPiece piece in _pieces.Skip(1))
        {
            if (piece.Kind == BackupKind.Incremental)
            {
                replay.Replay(_disk, piece, _key);
                continue;
            }

            // The pieces follow each other, so its moment is the tree's; its nodes are hashed up to the digest on their own.
            full = BackupFile.CheckFull(_disk, piece, _key);
        }

        return new BackupReport(
            _pieces.Count, _pieces[0].ToRevision, replay.At.Chain.Revision, replay.At.Chain.Digest, full.State.Count, replay.Records,
            replay.Operations, _pieces.Sum(piece => piece.Bytes), _time.GetElapsedTime(began));
    }

    /// <summary>
    /// Makes a store of one revision of the backup. Its log begins with the full piece before that revision; the revisions from there on
    /// can be read again. The set is left as it is.
    /// </summary>
    /// <param name="target">The directory of the new store; no file of a store may be in it.</param>
    /// <param name="point">Which revision.</param>
    /// <returns>What was made; the store was opened and its whole log replayed.</returns>
    /// <exception cref="StoreExistsException">There is a store in the target already.</exception>
    /// <exception cref="StoreDamagedException">A piece is not what was written.</exception>
    /// <exception cref="StoreException">The backup does not reach the point, the key is another one, or a disk fails.</exception>
    public RestoreReport Restore(IDisk target, RestorePoint point)
    {
        ArgumentNullException.ThrowIfNull(target);
        long began = _time.GetTimestamp();
        BackupPlan plan = BackupPlan.Of(_pieces, point, _disk.Location);
        var restore = new BackupRestore(_disk, plan, _key, target);
        ChainPoint end = restore.Run(point, _time.GetUtcNow());
        using TreeStore store = TreeStore.Open(target, new StoreOptions(), _time);
        HeldRevision head = store.Hold();
        using StoreSnapshot snapshot = head.Snapshot;
        if (head.Chain != end)
        {
            throw new StoreException(
                $"Revision {end.Revision} was restored, and the store opens at {head.Chain.Revision}.", target.Location);
        }

        return new RestoreReport(
            end.Revision, end.Digest, snapshot.Count, RestorePoint.TimeOf(head.UnixNanoseconds), plan.Full.ToRevision, store.Incarnation,
            restore.Records, _time.GetElapsedTime(began));
    }

    private IDisposable Begin(TreeStore store)
    {
        IDisposable held = _disk.TryLock(FileNames.Lock) ?? throw new StoreLockedException(_disk.PathOf(FileNames.Lock));
        try
        {
            _pieces = BackupFile.List(_disk);
            foreach (string name in _disk.List().Where(IsLeftOver)) _disk.Delete(name);
            StoreId storeId = store.DefinitionFile.StoreId;
            if (_pieces.Count > 0 && _pieces[0].Header.StoreId != storeId)
            {
                throw new BackupRefusedException(
                    BackupRefusal.OtherStore,
                    $"{_disk.Location} holds backups of store {_pieces[0].Header.StoreId}, not of {storeId}.", _disk.Location);
            }

            // A piece that cannot be read with the key must not be followed by one that can.
            if (_pieces.Count > 0) BackupSealing.Open(_pieces[^1].Header, _key, _pieces[^1].File)?.Dispose();
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // Null if the set reaches the revision already.
    private BackupPiece? WriteUpTo(TreeStore store, in HeldRevision head)
    {
        BackupMoment from = _pieces[^1].Header.To;
        bool isEarlier = head.Incarnation < _pieces[^1].Header.Incarnation;
        if (from.Chain == head.Chain && !isEarlier) return null;
        if (from.Chain.Revision >= head.Chain.Revision || isEarlier)
        {
            throw new BackupRefusedException(
                BackupRefusal.OtherHistory,
                $"The backup reaches revision {from.Chain.Revision} of another history, and the store is at {head.Chain.Revision}: "
                + "begin another backup.", _disk.Location);
        }

        BackupHeader header = NewHeader(store, BackupKind.Incremental, from, head);
        long first = from.Chain.Revision + 1;
        long last = head.Chain.Revision;
        return Add(header, (sink, _) =>
        {
            BackupRecords.Write(sink, store.ReadPayloads(first, last), header);
            return true;
        });
    }

    private BackupHeader NewHeader(TreeStore store, BackupKind kind, in BackupMoment from, in HeldRevision head) => new(
        store.DefinitionFile.StoreId,
        kind,
        _pieces.Count > 0 ? _pieces[^1].Header.Number + 1 : 1,
        from,
        new BackupMoment(head.Chain, head.UnixNanoseconds))
    {
        Incarnation = head.Incarnation,
        UnixNanoseconds = UnixNanoseconds(),
    };

    private long UnixNanoseconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static INodeStore OpenNodes(DefinitionFile definition, IDisk? scratch)
    {
        if (scratch is null) return new MemoryNodeStore();
        var verifier = new NodeVerifier(definition.Definition);
        return SegmentNodeStore.Open(scratch, definition.StoreId, new StoreOptions().NodeSegmentBytes, verifier);
    }

    private BackupPiece Add(BackupHeader header, BackupFile.Body write)
    {
        BackupPiece piece = BackupFile.Write(_disk, header, _key, write);
        _pieces.Add(piece);
        return piece;
    }

    private static bool IsLeftOver(string name) =>
        name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal)
        && FileNames.Backups([name[..^FileNames.NewSuffix.Length]]).Length > 0;
}
