namespace BasisTrees.Persistence;

/// <summary>
/// The index of a segment as it is used: what stood there when it was opened, loaded when first asked for, and what was appended since.
/// </summary>
/// <remarks>Any thread looks up; the writing thread adds and saves.</remarks>
internal sealed class NodeSegmentIndex : IDisposable
{
    private readonly IDisk _disk;
    private readonly NodeSegment _segment;
    private readonly NodeVerifier _verifier;
    private readonly Lock _lock = new(); // while the index is loaded or swapped, and around the lists
    private readonly List<TombstoneRun> _appendedRuns = [];
    private readonly List<IFile> _files = [];
    private readonly Dictionary<uint, DeathSpan> _deaths = []; // by the offset of the tombstones
    private NodeIndexTable? _appended; // set by the writing thread before anything is appended, taken away when all is in a file
    private NodeIndex? _standing; // set under the lock, read by anyone
    private long _standingEnd; // likewise
    private int _longest; // of what was appended; the writing thread's
    private int _rebuilds; // under the lock, as all that follow
    private long _buriedAt;
    private long _buried;
    private bool _isUnsaved;

    internal NodeSegmentIndex(IDisk disk, NodeSegment segment, NodeVerifier verifier)
    {
        _disk = disk;
        _segment = segment;
        _verifier = verifier;
        _standingEnd = segment.End;
    }

    internal long MemoryBytes => (Volatile.Read(ref _standing)?.MemoryBytes ?? 0) + (Volatile.Read(ref _appended)?.MemoryBytes ?? 0);

    /// <summary>The records that are nodes or ids.</summary>
    internal long Records
    {
        get
        {
            lock (_lock) return Standing().Labels.Count + (_appended?.Count ?? 0);
        }
    }

    /// <summary>How often the index had to be made by reading the segment because there was no file of it that could be used.</summary>
    internal int Rebuilds
    {
        get
        {
            lock (_lock) return _rebuilds;
        }
    }

    /// <summary>The length of the longest record of a node or an id; the writing thread's.</summary>
    internal int Longest => Math.Max(_longest, Standing().Longest);

    /// <summary>The tombstones in the segment.</summary>
    internal TombstoneRun[] Runs()
    {
        NodeIndex standing = Standing();
        lock (_lock) return [.. standing.Runs, .. _appendedRuns];
    }

    /// <summary>The span of the deaths that a record of tombstones names, which is read once; everything if it is damaged.</summary>
    internal DeathSpan DeathsOf(TombstoneRun run)
    {
        lock (_lock)
        {
            if (_deaths.TryGetValue(run.Offset, out DeathSpan known)) return known;
        }

        byte[] buffer = [];
        Departure[] read = NodeBurials.Read(_segment, run, ref buffer);
        DeathSpan span = read.Length == 0 ? new(0, long.MaxValue) : new(read.Min(one => one.Death), read.Max(one => one.Death));
        lock (_lock) _deaths[run.Offset] = span;
        return span;
    }

    /// <summary>The index of what stood there when the segment was opened, or of all of it once it is in a file.</summary>
    internal NodeIndex Standing() => Volatile.Read(ref _standing) ?? Load(damaged: null);

    /// <summary>From now on records are appended behind an end.</summary>
    internal void BeginAppending(long end)
    {
        lock (_lock)
        {
            if (end != _standingEnd) _standing = null;
            if (end == _segment.Header.ByteLength) _standing = NodeIndex.Empty;
            _standingEnd = end;
            _appendedRuns.Clear();
            _longest = 0;
            Volatile.Write(ref _appended, new NodeIndexTable());
        }
    }

    internal void Add(NodeIndexEntry entry, int recordLength)
    {
        _longest = Math.Max(_longest, recordLength);
        _appended!.Add(entry);
    }

    internal void Add(TombstoneRun run)
    {
        lock (_lock) _appendedRuns.Add(run);
    }

    /// <summary>Finds the offsets of the records whose label begins like this.</summary>
    internal void Find(ulong key, ref NodeMatches matches)
    {
        Volatile.Read(ref _appended)?.Find(key, ref matches);
        NodeIndex standing = Standing();
        while (!standing.Labels.TryFind(key, ref matches))
        {
            matches.Clear();
            Volatile.Read(ref _appended)?.Find(key, ref matches);
            standing = Load(standing);
        }
    }

    /// <summary>Finds the offset of the record that keeps a place, in a compacted segment.</summary>
    internal bool TryFindPlace(NodePlace place, out long offset)
    {
        var matches = new NodeMatches();
        NodeIndex standing = Standing();
        while (!standing.Places.TryFind(place.Number, ref matches))
        {
            matches.Clear();
            standing = Load(standing);
        }

        offset = matches.Count > 0 ? matches[0] : 0;
        return matches.Count > 0;
    }

    /// <summary>All lines from labels to offsets, in no order.</summary>
    internal List<NodeIndexEntry> AllLabels()
    {
        List<NodeIndexEntry> entries = All(index => index.Labels);
        Volatile.Read(ref _appended)?.CopyTo(entries);
        return entries;
    }

    /// <summary>All lines from places to offsets, sorted by place; none in a data segment.</summary>
    internal List<NodeIndexEntry> AllPlaces() => All(index => index.Places);

    /// <summary>
    /// How many records of a compacted segment are buried. Counting them takes reading the tombstones, so it is done once for each number
    /// of tombstones.
    /// </summary>
    /// <param name="tombstones">The number of tombstones about the segment, those included whose record is gone.</param>
    /// <param name="count">Counts.</param>
    internal long BuriedRecords(long tombstones, Func<long> count)
    {
        lock (_lock)
        {
            if (_buriedAt != tombstones) _buried = count();
            _buriedAt = tombstones;
            return _buried;
        }
    }

    /// <summary>Forgets what is loaded, after bytes of the segment were put right.</summary>
    internal void Reload()
    {
        lock (_lock) Volatile.Write(ref _standing, null);
    }

    /// <summary>Writes the index of a segment that grows no more, or of one that is closed, if there is no file of it.</summary>
    /// <remarks>The writing thread's. A segment with damaged bytes gets none: what is wrong with it is to be found out again.</remarks>
    internal void Save()
    {
        long end = _segment.End;
        lock (_lock)
        {
            if (!_isUnsaved && end == _standingEnd) return;
        }

        if (Standing().Damages.Length > 0) return;
        var labels = new SortedNodeEntries([.. AllLabels()]);
        var whole = new NodeIndex(labels, new SortedNodeEntries([.. AllPlaces()]), Runs(), [], Longest);
        NodeIndexFile.Write(_disk, _segment.Header, end, whole);
        lock (_lock)
        {
            _isUnsaved = false;
            _appendedRuns.Clear();
            _standingEnd = end;
            Volatile.Write(ref _standing, NodeIndexFile.TryOpen(_disk, _segment, end, out IFile? file) ?? whole);
            if (file is not null) _files.Add(file);
            Volatile.Write(ref _appended, null);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (IFile file in _files) file.Dispose();
        }
    }

    private List<NodeIndexEntry> All(Func<NodeIndex, INodeEntries> kind)
    {
        var entries = new List<NodeIndexEntry>();
        NodeIndex standing = Standing();
        while (!kind(standing).TryCopyTo(entries))
        {
            entries.Clear();
            standing = Load(standing);
        }

        return entries;
    }

    // Loads the index from its file, or makes it anew if there is none or if it is the one that was found damaged.
    private NodeIndex Load(NodeIndex? damaged)
    {
        lock (_lock)
        {
            if (_standing is { } known && known != damaged) return known;
            NodeIndex? index = null;
            if (damaged is null && (index = NodeIndexFile.TryOpen(_disk, _segment, _standingEnd, out IFile? file)) is not null)
                _files.Add(file!);

            if (index is null)
            {
                index = NodeIndex.Build(_segment, _verifier, _standingEnd);
                _rebuilds++;
                _isUnsaved = true;
            }

            Volatile.Write(ref _standing, index);
            return index;
        }
    }
}
