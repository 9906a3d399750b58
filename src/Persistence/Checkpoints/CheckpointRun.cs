using System.Runtime.InteropServices;

namespace BasisTrees.Persistence;

/// <summary>
/// One checkpoint from beginning to end: the nodes of the revision and of older ones that somebody holds are written, what left the tree is
/// buried, the node store is synced, what was written is read again, and the file is published.
/// </summary>
/// <remarks>
/// The writer begins and settles; the background writes and publishes. They take turns by <see cref="Stage"/>, so no member is used by two
/// threads at once.
/// </remarks>
internal sealed class CheckpointRun
{
    private readonly CheckpointRoom _room;
    private readonly IReadOnlyList<Snapshot> _held;
    private readonly IReadOnlyCollection<KeyValuePair<Label, byte[]>> _ids;
    private readonly NodeStoreSink _sink;
    private readonly Checkpoint _draft;
    private readonly Checkpoint? _previous;
    private readonly long _began;
    private NodePlace _root;
    private int _buried;
    private List<Departure> _departures = [];
    private volatile int _stage;

    /// <summary>Begins; the writer, at a moment when the log is synced up to the head of the tree.</summary>
    /// <param name="room">Where the checkpoint is made.</param>
    /// <param name="draft">What is known of it now.</param>
    /// <param name="previous">The checkpoint before, or null.</param>
    /// <param name="orders">What is wanted of it.</param>
    internal CheckpointRun(CheckpointRoom room, Checkpoint draft, Checkpoint? previous, IReadOnlyList<PendingCheckpoint> orders)
    {
        _room = room;
        _draft = draft;
        _previous = previous;
        _began = room.Time.GetTimestamp();
        Orders = orders;
        _sink = new NodeStoreSink(room.Nodes);
        _held = room.Prover.HeldSnapshots();
        HeldRevisions = [.. _held.Select(snapshot => snapshot.Revision)];
        _ids = room.Ids.BeginStoring();
    }

    internal IReadOnlyList<PendingCheckpoint> Orders { get; }

    private bool Compacts => Orders.Any(order => order.Order.Compacts);

    internal CheckpointStage Stage
    {
        get => (CheckpointStage)_stage;
        private set => _stage = (int)value;
    }

    /// <summary>Why it failed.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>The published checkpoint, once it is done.</summary>
    internal Checkpoint? Published { get; private set; }

    /// <summary>What was done, once it is done.</summary>
    internal CheckpointReport? Report { get; private set; }

    /// <summary>The revisions that were held when it began, its own the last.</summary>
    internal IReadOnlyList<long> HeldRevisions { get; }

    /// <summary>The background's first turn: the nodes and ids.</summary>
    internal void Write()
    {
        try
        {
            // The oldest first: a newer revision then finds what it shares with it written.
            foreach (Snapshot snapshot in _held) _root = snapshot.WriteUnstored(_sink);
            foreach ((Label key, byte[] id) in _ids) _sink.WriteId(key, id, _draft.Revision);
            Stage = CheckpointStage.Written;
        }
        catch (Exception failure)
        {
            LetGo();
            Fail(failure);
        }
    }

    /// <summary>The writer's turn: everything that left the tree by this revision is let go.</summary>
    /// <param name="departures">What left the node store's tree and is not buried yet; from now on the run's.</param>
    /// <returns>What died later.</returns>
    internal List<Departure> Settle(List<Departure> departures)
    {
        _room.Prover.Settle(_draft.Revision, departures);
        LetGo(); // not before: the tree counts on what was written being held until it is settled

        // Later deaths stand in records of the log that a crash may still take away: what died in them may yet live on.
        List<Departure> later = [.. departures.Where(departure => departure.Death > _draft.Revision)];
        departures.RemoveAll(departure => departure.Death > _draft.Revision);
        _departures = departures;
        _room.Ids.EndStoring();
        Stage = CheckpointStage.Publishing;
        return later;
    }

    /// <summary>
    /// The background's second turn: makes it durable, checks it, publishes it, and gives back what is not needed any more.
    /// </summary>
    internal void Publish()
    {
        try
        {
            _room.Source?.HealPending();
            Bury();
            _room.Source?.NoteMark();
            NodeStoreMark mark = _room.Nodes.Sync(beginsFile: Compacts);
            string name = Orders.Select(order => order.Order.Name).FirstOrDefault(name => name.Length > 0) ?? _draft.Name;
            Checkpoint checkpoint = _draft with
            {
                Root = _root,
                Mark = mark,
                RecordsWritten = _draft.RecordsWritten + _sink.Records,
                BytesWritten = _draft.BytesWritten + _sink.Bytes,
                Name = name,
            };
            new CheckpointVerification(_room.Nodes, _room.Definition.Definition).Check(checkpoint, _previous);
            CheckpointFile.Write(_room.Disk, _room.Definition.StoreId, checkpoint);
            CheckWritten(checkpoint);
            int kept = _room.Options.CheckpointsRetained;
            IReadOnlyList<long> retained =
                CheckpointRetention.Apply(_room.Disk, _room.Definition.StoreId, kept, out IReadOnlyList<Checkpoint> standing);
            IReadOnlyList<long> read = _room.Shelf?.Held(retained) ?? [];
            SweepReport sweep = Sweep([.. retained.Concat(HeldRevisions).Concat(read).Distinct().Order()], standing);
            ArchiveReport? archive = LogArchive.Apply(_room, retained);
            Published = archive is null ? checkpoint : checkpoint with { LogFloor = archive.Floor };
            Report = new CheckpointReport(checkpoint.Revision, checkpoint.Chain.Digest, name, _sink.Records, _sink.Bytes, _buried,
                sweep, _room.Time.GetElapsedTime(_began)) { Archive = archive };
            StoreSource.Note(
                StoreSource.Checkpoint, Report.Elapsed, _room.Definition.Definition.TreeId, checkpoint.Revision,
                ("basis.records", _sink.Records), ("basis.bytes", _sink.Bytes), ("basis.bytes.freed", sweep?.BytesFreed ?? 0));
            Stage = CheckpointStage.Done;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    // In pieces, those of one file together, so that the engine needs no list as long as this one.
    private void Bury()
    {
        const int piece = 16 << 10;
        Span<Departure> departures = CollectionsMarshal.AsSpan(_departures);
        departures.Sort((a, b) => a.Place.Number.CompareTo(b.Place.Number));
        for (int start = 0; start < departures.Length; start += piece)
            _room.Nodes.Bury(departures[start..Math.Min(start + piece, departures.Length)]);
        _buried = departures.Length;
        _departures = [];
    }

    private void CheckWritten(Checkpoint checkpoint)
    {
        if (CheckpointFile.Read(_room.Disk, _room.Definition.StoreId, checkpoint.Revision) == checkpoint) return;
        string path = _room.Disk.PathOf(FileNames.Checkpoint(checkpoint.Revision));
        throw new StoreDamagedException(path, 0, "the checkpoint was expected as it was written a moment ago");
    }

    private SweepReport Sweep(IReadOnlyList<long> retained, IReadOnlyList<Checkpoint> standing)
    {
        const long bytesMin = 64 << 20;
        var order = new SweepOrder(retained, SegmentFigures.CompactionShareMin, Marks: [.. standing.Select(one => one.Mark)]);
        if (!Compacts)
            order = order with { DeadShareMin = _room.Options.SweepShareMin, BytesMax = Math.Max(bytesMin, 4 * _sink.Bytes) };
        _room.Notes?.Sweep(order with { Marks = [.. standing.Select(one => one.Notes.Mark)] });
        return _room.Nodes.Sweep(order);
    }

    private void LetGo()
    {
        foreach (Snapshot snapshot in _held) snapshot.Dispose();
    }

    // Whatever it is, the writer learns of it and stops the store: nodes that are marked as stored may not be.
    private void Fail(Exception failure)
    {
        Failure = failure;
        Stage = CheckpointStage.Failed;
    }
}
