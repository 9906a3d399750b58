using System.Diagnostics;

namespace BasisTrees.Persistence;

/// <summary>
/// The default engine: nodes in segments that are appended to, found by place at once or by label through indexes that are read only
/// when they are needed (docs/FORMAT.md, "Nodes").
/// </summary>
/// <remarks>
/// Readers take the present table of segments and no lock. A sweep swaps the table and closes the files it replaces; a reader that meets a
/// closed file takes the new table. After a failed write or sync only reads and <see cref="Dispose"/> are served.
/// </remarks>
internal sealed class SegmentNodeStore : INodeStore
{
    /// <summary>The size of a segment unless told otherwise, in bytes.</summary>
    internal const long SegmentBytesDefault = 32 << 20;

    /// <summary>The largest size that may be asked for, in bytes; a record may go beyond it.</summary>
    internal const long SegmentBytesLimit = 2L << 30;

    private readonly NodeDirectory _directory;
    private readonly NodeVerifier _verifier;
    private readonly long _segmentBytesMax;
    private readonly bool _isCopy;
    private NodeSegmentTable _table; // swapped by the writing thread, read by anyone
    private NodeSegment? _active; // the writing thread's, as all below but the counter
    private bool _isPositioned;
    private bool _isDirty;
    private ulong _lastMark; // the segment of the last mark
    private readonly FailStop _stop = new();
    private byte[] _packed = [];
    private long _reads;
    private readonly NodeSweeper _sweeper;

    private SegmentNodeStore(NodeDirectory directory, NodeVerifier verifier, long segmentBytesMax, bool isCopy)
    {
        _directory = directory;
        _verifier = verifier;
        _segmentBytesMax = segmentBytesMax;
        _isCopy = isCopy;
        _sweeper = new NodeSweeper(directory, verifier, segmentBytesMax);
        List<NodeSegment> segments = directory.OpenAll(isCopy);
        _table = new NodeSegmentTable(new NodeChain(segments).Current);
        All = segments;
        _isPositioned = !isCopy && segments.Count == 0 && directory.Unreadable.Count == 0;
    }

    /// <inheritdoc/>
    public string Engine => "segments";

    /// <summary>Whether leaves with long values are written compressed where that saves room; they are read in any case.</summary>
    internal bool Compresses { get; set; }

    /// <summary>Why the last <see cref="ReturnTo"/> said no, in a sentence; empty if it did not.</summary>
    internal string Refusal { get; private set; } = "";

    /// <summary>How often an index had to be made anew by reading its segment, for lack of a file that could be used.</summary>
    internal int IndexesRebuilt => Volatile.Read(ref _table).IndexesRebuilt;

    /// <summary>
    /// Whether files with what came after a mark are kept under other names, as evidence. False where nothing points to damage: then they
    /// are only what an ordinary end left behind, and go.
    /// </summary>
    internal bool KeepsEvidence { get; set; } = true;

    // Every open segment, those included that others have taken over.
    private List<NodeSegment> All { get; }

    /// <summary>Opens the nodes of a store, or prepares for there being none yet. Reads headers only.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="segmentBytesMax">From which size on another segment is begun, in bytes: at least 1 KiB, at most 2 GiB.</param>
    /// <param name="verifier">Computes the labels of the store's nodes.</param>
    /// <exception cref="StoreDamagedException">A segment belongs to another store, has another number, or an unknown version.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static SegmentNodeStore Open(IDisk disk, StoreId storeId, long segmentBytesMax, NodeVerifier verifier)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytesMax, 1 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segmentBytesMax, SegmentBytesLimit);
        return new SegmentNodeStore(new NodeDirectory(disk, storeId, verifier), verifier, segmentBytesMax, isCopy: false);
    }

    /// <summary>Opens the nodes in another directory for reading, whichever store's they are.</summary>
    /// <param name="disk">The directory; nothing in it is changed.</param>
    /// <param name="verifier">Computes labels.</param>
    /// <exception cref="StoreException">The disk fails, or a segment is not what its name says.</exception>
    internal static SegmentNodeStore OpenCopy(IDisk disk, NodeVerifier verifier) =>
        new(new NodeDirectory(disk, default, verifier), verifier, SegmentBytesDefault, isCopy: true);

    /// <inheritdoc/>
    public NodeReading TryRead(in Label label, NodePlace place, ref byte[] buffer, out NodeRecord record)
    {
        Interlocked.Increment(ref _reads);
        while (true)
        {
            NodeSegmentTable table = Volatile.Read(ref _table);
            try
            {
                return new NodeSearch(table, _verifier).Find(label, place, ref buffer, out record);
            }
            catch (ObjectDisposedException) when (IsReplaced(table))
            {
                // A sweep has taken the file away meanwhile; what was in it and is needed is in another one.
            }
        }
    }

    /// <summary>Whether there is no record, and no file of any.</summary>
    internal bool IsEmpty => All.Count == 0;

    /// <summary>Every record of a label, whole or not, in no order. Any thread.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal List<FoundRecord> FindAll(Label label) => Read(table => NodeSearch.FindAll(table, label));

    /// <summary>Makes sure that everything written so far is in a file, though it be unsynced.</summary>
    internal void Flush()
    {
        RequireWriting();
        _stop.Carry(() => _active?.Flush());
    }

    /// <inheritdoc/>
    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        RequireWriting();
        if (node.IsEmpty || !_verifier.MayHaveLength(node[0], node.Length) || node[0] == NodeFormat.TombstonesTag)
            throw new ArgumentException("The bytes are neither a node nor an id of this tree.", nameof(node));
        ArgumentOutOfRangeException.ThrowIfNegative(birth);
        Debug.Assert(_verifier.Matches(label, node), "The bytes belong under another label.");
        try
        {
            ReadOnlySpan<byte> body = Compresses ? PackedNode.Pack(node, ref _packed) : node;
            NodeSegment segment = RoomFor(body.Length);
            uint offset = segment.Append(body, new NodeRecordHeader(body.Length, birth, NodePlace.Unknown));
            segment.Index.Add(new NodeIndexEntry(NodeIndexEntry.KeyOf(label), offset), segment.RecordHeaderLength + body.Length);
            _isDirty = true;
            return NodeSegment.PlaceOf(segment.Number, offset);
        }
        catch (Exception failure)
        {
            _stop.Fail(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Bury(ReadOnlySpan<Departure> departures)
    {
        RequireWriting();
        Departure[] sorted = departures.ToArray();
        Array.Sort(sorted, (a, b) => a.Place.Number.CompareTo(b.Place.Number));
        _stop.Carry(() =>
        {
            for (int start = 0; start < sorted.Length;)
            {
                uint target = (uint)(sorted[start].Place.Number >> 32);
                int end = start + 1;
                while (end < sorted.Length && end - start < NodeFormat.TombstonesMax && sorted[end].Place.Number >> 32 == target) end++;
                if (_table.Find(sorted[start].Place) is not null) Bury(target, sorted.AsSpan(start, end - start));
                start = end;
            }
        });
    }

    /// <inheritdoc/>
    public NodeStoreMark Sync(bool beginsFile = false)
    {
        RequireWriting();
        _stop.Carry(() =>
        {
            SyncActive();

            // A segment across a mark cannot be swept as long as the mark is needed, so the larger ones end at it in any case.
            long worth = beginsFile ? 1 : _segmentBytesMax / 4;
            if (_active is { } active && active.DataLength >= worth) BeginSegment();
        });
        _lastMark = _active?.Number ?? 0;
        return new NodeStoreMark(_lastMark, (ulong)(_active?.End ?? 0));
    }

    /// <inheritdoc/>
    public bool ReturnTo(NodeStoreMark mark)
    {
        RequireNoFailure();
        List<NodeSegment> kept = [];
        var chain = new NodeChain(All);
        Refusal = mark == default ? "" : chain.Collect(mark, out kept) ?? "";
        if (Refusal.Length > 0) return false;
        _stop.Carry(() =>
        {
            _active = kept.FirstOrDefault();
            if (_active is { } active) _directory.DropIndexUnless(active, (long)mark.Second);
            Keep(kept, chain);
            _lastMark = mark.First;
            _active?.BeginAppending((long)mark.Second);
            _isDirty = true; // the cut has to reach the device too
            _isPositioned = true;
        });
        return true;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        RequireNoFailure();
        _stop.Carry(() =>
        {
            Keep([], chain: null);
            _active = null;
            _isDirty = false;
            _isPositioned = true;
        });
    }

    /// <inheritdoc/>
    public bool Heal(in Label label, NodePlace place, ReadOnlySpan<byte> node)
    {
        RequireWriting();
        byte[] buffer = [];
        if (TryRead(label, place, ref buffer, out _) == NodeReading.Found) return true;
        byte[] copy = node.ToArray();
        Label asked = label;
        bool isInPlace = false;
        _stop.Carry(() =>
        {
            isInPlace = NodeHealing.TryHeal(_table, asked, place, copy);
            if (isInPlace) return;
            Write(asked, copy, birth: 0);
            SyncActive();
        });
        return isInPlace;
    }

    /// <inheritdoc/>
    public void Enumerate(NodeVisit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        if (_isPositioned) RequireWriting();
        _stop.Carry(() => _active?.Flush());
        NodeEnumeration.Run(_table, _verifier, visit);
    }

    /// <inheritdoc/>
    public SweepReport Sweep(SweepOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        RequireWriting();
        var report = new SweepReport(0, 0, 0, 0, IsComplete: false);
        _stop.Carry(() =>
        {
            SaveIndexes();
            var borders = new SweepBorders([.. (order.Marks ?? []).Select(mark => mark.First), _lastMark]);
            report = _sweeper.Sweep(() => _table, borders, order, Replace);
        });
        return report;
    }

    /// <inheritdoc/>
    public bool IsBefore(NodePlace place, NodeStoreMark mark) =>
        place.IsKnown && mark.First <= uint.MaxValue && place.Number < NodeSegment.PlaceOf((uint)mark.First, (long)mark.Second).Number;

    /// <inheritdoc/>
    public (string File, long Offset) Locate(NodePlace place) => Read(table =>
    {
        long offset = (uint)place.Number;
        if (table.Find(place) is not { } segment) return (_directory.PathOf(place), offset);
        return (segment.Path, segment.IsCompacted && !segment.Index.TryFindPlace(place, out offset) ? 0 : offset);
    });

    /// <inheritdoc/>
    public long OverheadBytes => Volatile.Read(ref _table).MemoryBytes;

    /// <inheritdoc/>
    public NodeStoreStatistics Statistics(IReadOnlyList<KeptMark>? kept = null) =>
        Read(table => SegmentFigures.Of(table, kept ?? [])) with { Reads = Interlocked.Read(ref _reads) };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isPositioned && !_isDirty && !_stop.IsStopped)
        {
            try
            {
                SaveIndexes();
                _active?.Index.Save();
            }
            catch (StoreException)
            {
                // The next opening makes the indexes anew.
            }
        }

        foreach (NodeSegment segment in All) segment.Dispose();
    }

    // Asks the present table, and a newer one if a sweep has closed a file meanwhile.
    private T Read<T>(Func<NodeSegmentTable, T> ask)
    {
        while (true)
        {
            NodeSegmentTable table = Volatile.Read(ref _table);
            try
            {
                return ask(table);
            }
            catch (ObjectDisposedException) when (IsReplaced(table))
            {
                // What was in the file and is needed is in another one.
            }
        }
    }

    private bool IsReplaced(NodeSegmentTable table) => table != Volatile.Read(ref _table);

    // The segment to which a record of this length goes: another one if it would grow beyond its size.
    private NodeSegment RoomFor(int bodyLength)
    {
        if (_active is { } active)
        {
            long length = active.End + active.RecordHeaderLength + bodyLength;
            if (length <= _segmentBytesMax || active.End == active.Header.ByteLength) return active;
            active.Sync();
        }

        return BeginSegment();
    }

    // The one before is synced.
    private NodeSegment BeginSegment()
    {
        _active?.EndAppending();
        _active?.Index.Save();
        NodeSegment next = _directory.CreateData(_active);
        All.Add(next);
        _active = next;
        Volatile.Write(ref _table, _table.With(next));
        return next;
    }

    private void Bury(uint target, ReadOnlySpan<Departure> departures)
    {
        byte[] body = Tombstones.ToBody(target, departures);
        NodeSegment segment = RoomFor(body.Length);
        uint offset = segment.Append(body, new NodeRecordHeader(body.Length, 0, NodePlace.Unknown));
        segment.Index.Add(new TombstoneRun(target, departures.Length, offset));
        _isDirty = true;
    }

    private void Replace(NodeSegment written, IReadOnlyList<NodeSegment> replaced)
    {
        All.RemoveAll(replaced.Contains);
        All.Add(written);
        Volatile.Write(ref _table, new NodeSegmentTable(All));
    }

    // Of segments that grow no more: those that had to be made anew because there was no file of them.
    private void SaveIndexes()
    {
        foreach (NodeSegment segment in All)
        {
            if (segment != _active) segment.Index.Save();
        }
    }

    private void SyncActive()
    {
        if (_isDirty) _active?.Sync();
        _isDirty = false;
    }

    // Keeps some segments and puts everything else aside.
    private void Keep(List<NodeSegment> kept, NodeChain? chain)
    {
        _directory.Sync(); // what has taken over others has its name for good before they go
        foreach (NodeSegment segment in All.Except(kept))
        {
            if (chain is not null && chain.IsTakenOver(segment)) _directory.TakeAway(segment);
            else _directory.PutAside(segment, KeepsEvidence);
        }

        if (_directory.Unreadable.Count == 0 && kept.Count == All.Count) return;
        _directory.PutUnreadableAside();
        _directory.Sync();
        All.Clear();
        All.AddRange(kept);
        Volatile.Write(ref _table, new NodeSegmentTable(kept));
    }

    private void RequireWriting()
    {
        RequireNoFailure();
        if (!_isPositioned) throw new InvalidOperationException("Before a store of nodes is written it is returned to a mark, or cleared.");
    }

    private void RequireNoFailure()
    {
        _stop.Require();
        if (_isCopy) throw new InvalidOperationException("A copy is only read.");
    }
}
