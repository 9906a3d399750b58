namespace BasisTrees.Persistence;

/// <summary>
/// Takes segments of the log out of use that are older than they have to be: they are renamed, never deleted, and only if a full checkpoint
/// stands from which the tree can be built without them.
/// </summary>
/// <remarks>
/// Cut off at any point it leaves a log that is whole: a segment is found under either name, and the floor is raised only when every
/// renaming is durable. Used by the thread that publishes checkpoints.
/// </remarks>
internal sealed class LogArchive
{
    private readonly IDisk _disk;
    private readonly LogFiles _files;
    private readonly StoreId _storeId;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _time;
    private readonly IFullCheckpoints? _fulls;

    private LogArchive(CheckpointRoom room, TimeSpan retention)
    {
        _disk = room.Disk;
        _storeId = room.Definition.StoreId;
        _files = new LogFiles(room.Disk, _storeId);
        _retention = retention;
        _time = room.Time;
        _fulls = room.Fulls;
    }

    /// <summary>Archives what may be archived.</summary>
    /// <param name="room">What checkpoints work with.</param>
    /// <param name="retained">The revisions of the checkpoints that are kept, the one that was just published among them.</param>
    /// <returns>What was done, or null if the log is to stay in use as a whole.</returns>
    /// <exception cref="StoreException">The disk fails; the log is whole.</exception>
    internal static ArchiveReport? Apply(CheckpointRoom room, IReadOnlyList<long> retained) =>
        room.Options.LogRetention is { } retention ? new LogArchive(room, retention).Run(retained) : null;

    private ArchiveReport Run(IReadOnlyList<long> retained)
    {
        List<Checkpoint> checkpoints = [];
        foreach (long revision in retained.Order())
        {
            try
            {
                checkpoints.Add(CheckpointFile.Read(_disk, _storeId, revision));
            }
            catch (StoreDamagedException damage)
            {
                return new ArchiveReport(0, 0, Floor(), $"Nothing is archived while a checkpoint is damaged: {damage.Message}");
            }
        }

        List<ulong> old = FindOld(checkpoints[0].LogSegment);
        string? hindrance = old.Count > 0 ? Hindrance(old, checkpoints[^1]) : null;
        long bytes = 0;
        foreach (ulong number in old)
        {
            using (IFile file = _files.Open(number)) bytes += file.ReadLength();
            _disk.Rename(FileNames.Segment(number), FileNames.Archive(number));
        }

        if (old.Count > 0) _disk.SyncDirectory();
        return Raise(checkpoints, hindrance) with { Segments = old.Count, Bytes = bytes };
    }

    private ulong Floor() => FileNames.Segments(_disk.List()) is [var first, ..] ? first : 1;

    // The segments before one, oldest first, whose successors began long enough ago.
    private List<ulong> FindOld(ulong before)
    {
        var old = new List<ulong>();
        long now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        foreach (ulong number in FileNames.Segments(_disk.List()).Where(number => number < before))
        {
            if (FirstTicks(number + 1) is not { } ticks || now - ticks < _retention.Ticks) break;
            old.Add(number);
        }

        return old;
    }

    // When the first record of a segment was written; null if there is none.
    private long? FirstTicks(ulong number)
    {
        using IFile file = _files.Open(number);
        SegmentReader reader = _files.Read(file, number, LogFormat.SegmentHeaderLength);
        for (long offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
        {
            if (header is not { Type: LogFormat.RecordFrame, Version: 1 }) continue;
            return RecordDecoder.Decode(payload, file.Path, offset, out _).UnixNanoseconds / TimeSpan.NanosecondsPerTick;
        }

        return null;
    }

    // Leaves in the list what a full checkpoint makes dispensable.
    private string? Hindrance(List<ulong> old, Checkpoint newest)
    {
        if (_fulls is null)
        {
            old.Clear();
            return "Nothing is archived, for no full checkpoint stands.";
        }

        long needed = LastRevision(old[^1]);
        long? full = _fulls.FindWhole(needed);
        if (full is null && _fulls.TryMake(newest)) full = newest.Revision;
        full ??= _fulls.FindWhole(LastRevision(old[0]));
        int count = old.Count;
        old.RemoveAll(number => full is not { } whole || LastRevision(number) > whole);
        return old.Count == count ? null
            : $"{count - old.Count} segments of the log stay in use, for no full checkpoint of revision {needed} or later stands.";
    }

    private long LastRevision(ulong number)
    {
        using IFile next = _files.Open(number + 1);
        return _files.ReadHeader(next, number + 1).Start.Revision;
    }

    // Only now may what is archived be moved away: until every checkpoint says so, opening asks for it.
    private ArchiveReport Raise(List<Checkpoint> checkpoints, string? hindrance)
    {
        ulong floor = Floor();
        try
        {
            foreach (Checkpoint checkpoint in checkpoints.Where(checkpoint => checkpoint.LogFloor < floor))
                CheckpointFile.Write(_disk, _storeId, checkpoint with { LogFloor = floor });
        }
        catch (StoreFullException full)
        {
            hindrance = $"What is archived must stay, for not every checkpoint could be told: {full.Message}";
            floor = checkpoints[0].LogFloor;
        }

        return new ArchiveReport(0, 0, floor, hindrance);
    }
}
