namespace BasisTrees.Persistence;

/// <summary>The end of the log that is being written: frames are buffered for a group, appended, and synced.</summary>
/// <remarks>
/// Owned by the writer thread. After any exception nothing may be called but <see cref="Dispose"/>: what a failed write or sync left
/// behind is found out by recovery only.
/// </remarks>
internal sealed class OperationLog : IDisposable
{
    private readonly IDisk _disk;
    private readonly StoreId _storeId;
    private readonly long _segmentBytesMax;
    private readonly SpaceGuard _space;
    private readonly ByteWriter _buffer = new();
    private IFile _file;
    private SegmentPlace _place;
    private long _syncedLength;
    private long _earlierBytes;
    private long _totalBytes; // written by the writer, read by anyone
    private long _writtenRevision; // likewise

    internal OperationLog(IDisk disk, StoreId storeId, StoreOptions options, SpaceGuard space, in LogEnd end)
    {
        _disk = disk;
        _space = space;
        _storeId = storeId;
        _segmentBytesMax = options.SegmentBytesMax;
        _file = disk.Open(FileNames.Segment(end.Segment), FileOpening.ReadWrite);
        _place = new SegmentPlace(storeId, end.Segment);
        Segment = end.Segment;
        WrittenLength = _syncedLength = end.Length;
        _earlierBytes = end.EarlierBytes;
        Chain = end.Chain;
        LastUnixNanoseconds = end.UnixNanoseconds;
        Incarnation = end.Incarnation;
        Floor = end.Floor;
        Encoder = new RecordEncoder(_buffer);
        Count();
        _writtenRevision = Chain.Revision;
    }

    /// <summary>The number of the segment that is being written.</summary>
    internal ulong Segment { get; private set; }

    /// <summary>The length of that segment without what is buffered.</summary>
    internal long WrittenLength { get; private set; }

    /// <summary>The bytes that wait to be appended.</summary>
    internal int BufferedLength => _buffer.Length;

    /// <summary>What the next record continues; ahead of the disk while records are buffered.</summary>
    internal ChainPoint Chain { get; private set; }

    internal long LastUnixNanoseconds { get; private set; }

    /// <summary>The incarnation that the records name.</summary>
    internal ulong Incarnation { get; }

    /// <summary>The bytes of all segments; any thread may ask.</summary>
    internal long TotalBytes => Volatile.Read(ref _totalBytes);

    /// <summary>The last revision whose record is in the files; any thread may ask.</summary>
    internal long WrittenRevision => Volatile.Read(ref _writtenRevision);

    /// <summary>Writes the operations of the next record into the group.</summary>
    internal RecordEncoder Encoder { get; }

    /// <summary>The seal of everything completed so far, for use after a sync.</summary>
    internal Seal SealOfEnd => new(
        _storeId, Chain.Revision, Chain.NextSequence, Segment, WrittenLength + BufferedLength, Chain.Hash, CheckpointRevision);

    /// <summary>The newest checkpoint that stands; every seal names it, so that it is missed if it goes missing.</summary>
    internal long CheckpointRevision { get; set; }

    /// <summary>The first segment that is not archived.</summary>
    internal ulong Floor { get; set; }

    /// <summary>Whether some completed record is not known to be synced.</summary>
    internal bool IsAhead => _syncedLength < WrittenLength + BufferedLength;

    /// <summary>
    /// Begins another segment if the present one is full. Called between groups, with an empty buffer. Without room for another one the
    /// present one goes on.
    /// </summary>
    internal void RollIfFull()
    {
        if (WrittenLength < _segmentBytesMax) return;
        Append();
        if (IsAhead) Sync();
        ulong next = Segment + 1;
        var header = new SegmentHeader(_storeId, next, Chain);
        if (!TryCreateSegment(header) && !(_space.TryRelease() && TryCreateSegment(header))) return;
        _disk.SyncDirectory();
        IFile file = _disk.Open(FileNames.Segment(next), FileOpening.ReadWrite);
        _file.Dispose();
        _file = file;
        _earlierBytes += WrittenLength;
        Segment = next;
        _place = new SegmentPlace(_storeId, next);
        WrittenLength = _syncedLength = LogFormat.SegmentHeaderLength;
        Count();
    }

    /// <summary>Writes a segment that holds only its header. It has its name only once its bytes are synced.</summary>
    /// <remarks>The caller syncs the directory before it relies on the segment.</remarks>
    internal static void CreateSegment(IDisk disk, in SegmentHeader header)
    {
        string name = FileNames.Segment(header.Number);
        using (IFile file = disk.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            file.WriteAt(0, header.ToBytes());
            file.Sync();
        }

        disk.Rename(name + FileNames.NewSuffix, name);
    }

    /// <summary>Begins the next batch: the notes that stand before its record, and the record.</summary>
    internal void Begin(ReadOnlySpan<MappedNote> notes, long unixNanoseconds)
    {
        Encoder.BeginNotes();
        foreach (MappedNote note in notes) Encoder.Note(note.Payload.Span, _place, WrittenLength, _syncedLength);
        Encoder.Begin(Chain, unixNanoseconds, Incarnation);
    }

    /// <summary>Completes the record that the encoder has begun.</summary>
    /// <param name="after">The digest after the batch.</param>
    /// <param name="operations">The number of operations.</param>
    /// <param name="unixNanoseconds">The record's time.</param>
    /// <returns>Where the record will be, and before it its notes.</returns>
    internal RevisionPlace Complete(Digest after, int operations, long unixNanoseconds)
    {
        Label hash = Encoder.Complete(after, _place, WrittenLength, _syncedLength);
        Chain = new ChainPoint(Chain.Revision + 1, Chain.NextSequence + (ulong)operations, hash, after);
        LastUnixNanoseconds = unixNanoseconds;
        return new RevisionPlace(after, Segment, WrittenLength + BufferedLength - Encoder.FramesLength);
    }

    /// <summary>Writes the buffered records to the file; they are not synced.</summary>
    internal void Append()
    {
        if (_buffer.Length == 0) return;
        Write();
        _space.Wrote(_buffer.Length);
        WrittenLength += _buffer.Length;
        _buffer.Clear();
        Count();
        Volatile.Write(ref _writtenRevision, Chain.Revision);
    }

    /// <summary>Syncs what has been appended. This is the commit point; a failure is final.</summary>
    internal void Sync()
    {
        _file.Sync();
        _syncedLength = WrittenLength;
    }

    public void Dispose() => _file.Dispose();

    // What a failed write left behind lies where the next one writes.
    private void Write()
    {
        try
        {
            _file.WriteAt(WrittenLength, _buffer.Written);
        }
        catch (StoreFullException)
        {
            if (_space.TryRelease() && TryWrite()) return;
            TryCut();
            throw;
        }
    }

    private bool TryWrite()
    {
        try
        {
            _file.WriteAt(WrittenLength, _buffer.Written);
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    // Half a frame would have to be set aside when the store is opened, and for that a full disk has no room.
    private void TryCut()
    {
        try
        {
            _file.SetLength(WrittenLength);
        }
        catch (StoreException)
        {
            // The write is the failure to be told; opening deals with whatever is there.
        }
    }

    // A segment whose creation found the disk full has no name, so nothing refers to it.
    private bool TryCreateSegment(in SegmentHeader header)
    {
        try
        {
            CreateSegment(_disk, header);
            _space.Wrote(LogFormat.SegmentHeaderLength);
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    private void Count() => Volatile.Write(ref _totalBytes, _earlierBytes + WrittenLength);
}
