namespace BasisTrees.Persistence;

/// <summary>Writes records that come from a backup as the log of a store that begins at a revision.</summary>
/// <remarks>What is written is synced segment by segment; the caller syncs the directory.</remarks>
internal sealed class RestoredLog : IDisposable
{
    private readonly IDisk _disk;
    private readonly StoreId _storeId;
    private readonly long _segmentBytesMax;
    private readonly byte[] _header = new byte[LogFormat.FrameHeaderLength];
    private IFile _file;
    private SegmentPlace _place;

    /// <summary>Begins the log with segment 1.</summary>
    internal RestoredLog(IDisk disk, StoreId storeId, in ChainPoint start, long segmentBytesMax)
    {
        _disk = disk;
        _storeId = storeId;
        _segmentBytesMax = segmentBytesMax;
        Chain = start;
        (_file, _place) = Begin();
    }

    /// <summary>The segment that is being written.</summary>
    internal ulong Segment { get; private set; }

    /// <summary>Where it ends.</summary>
    internal long Length { get; private set; }

    /// <summary>What the next record continues.</summary>
    internal ChainPoint Chain { get; private set; }

    /// <summary>Adds the next record.</summary>
    internal void Append(LoggedPayload read)
    {
        if (Length >= _segmentBytesMax)
        {
            Finish();
            _file.Dispose();
            (_file, _place) = Begin();
        }

        // Nothing behind the segment's header is known to be synced before the whole is.
        foreach (NoteFrame note in read.Notes)
            Append(note.Header with { SyncedLength = LogFormat.SegmentHeaderLength }, note.Payload.Span);
        Append(
            new FrameHeader(read.Payload.Length, LogFormat.RecordFrame, 1, 0, Crc32C.Compute(read.Payload), LogFormat.SegmentHeaderLength),
            read.Payload);
        LogRecord record = read.Record;
        ulong sequence = record.FirstSequence + (ulong)record.Operations.Count;
        Chain = new ChainPoint(record.Revision, sequence, record.Hash, record.DigestAfter);
    }

    private void Append(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        header.Write(_header, _place, Length);
        _file.WriteAt(Length, _header);
        _file.WriteAt(Length + _header.Length, payload);
        Length += _header.Length + payload.Length;
    }

    /// <summary>Syncs what was written.</summary>
    internal void Finish() => _file.Sync();

    public void Dispose() => _file.Dispose();

    private (IFile File, SegmentPlace Place) Begin()
    {
        Segment++;
        Length = LogFormat.SegmentHeaderLength;
        OperationLog.CreateSegment(_disk, new SegmentHeader(_storeId, Segment, Chain));
        return (_disk.Open(FileNames.Segment(Segment), FileOpening.ReadWrite), new SegmentPlace(_storeId, Segment));
    }
}
