namespace BasisTrees.Persistence;

/// <summary>
/// Reads the whole log at open, replays it, and makes its end fit to go on: a torn tail is cut if nothing acknowledged can be in it,
/// and the last group, whose sync nothing confirms, is written and synced anew.
/// </summary>
internal sealed class LogRecovery
{
    private const int CopyLength = 1 << 20;

    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly RecordReplay _replay;
    private readonly Seal? _seal;
    private long _earlierBytes;
    private long _unconfirmedFrom;
    private bool _sealMet;

    internal LogRecovery(IDisk disk, DefinitionFile definition, RecordReplay replay, Seal? seal)
    {
        _disk = disk;
        _definition = definition;
        _replay = replay;
        _seal = seal;
        _sealMet = seal is null or { Revision: 0 };
    }

    internal int Segments { get; private set; }

    internal long CutBytes { get; private set; }

    internal string? CutFile { get; private set; }

    internal long RewrittenBytes { get; private set; }

    /// <summary>Replays the log and mends its end.</summary>
    /// <returns>Where to go on writing; everything before it is synced.</returns>
    /// <exception cref="StoreDamagedException">Something that was acknowledged is not there or not what it was.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the log.</exception>
    internal LogEnd Run()
    {
        ulong[] segments = FileNames.Segments(_disk.List());
        if (segments.Length == 0) throw Missing(1);
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i] != (ulong)i + 1) throw Missing((ulong)i + 1);
        }

        Segments = segments.Length;
        ulong last = segments[^1];
        if (_seal is { } seal && seal.Segment > last) throw Missing(seal.Segment);
        long end = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            _earlierBytes += end;
            end = ReadSegment(segments[i], isLast: i == segments.Length - 1);
        }

        CheckSeal(last, end);
        Confirm(last, end);
        return new LogEnd(last, end, _replay.Chain, _replay.LastUnixNanoseconds, _earlierBytes);
    }

    private long ReadSegment(ulong number, bool isLast)
    {
        using IFile file = _disk.Open(FileNames.Segment(number), isLast ? FileOpening.ReadWrite : FileOpening.Read);
        long length = file.ReadLength();
        CheckHeader(file, number);
        var place = new SegmentPlace(_definition.StoreId, number);
        var reader = new SegmentReader(file, place, LogFormat.SegmentHeaderLength, length);
        _unconfirmedFrom = LogFormat.SegmentHeaderLength;
        for (long offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
        {
            _unconfirmedFrom = header.SyncedLength;
            if (header is { Type: LogFormat.RecordFrame, Version: 1 }) Replay(file.Path, payload, number, offset);
            else if (!header.IsOptional) throw UnknownFrame(file.Path, offset, header);
        }

        if (reader.Offset == length) return length;
        long bad = reader.Offset;
        if (!isLast) throw new StoreDamagedException(file.Path, bad, "a whole frame was expected, for a later segment follows");
        if (_seal is { } seal && seal.Segment == number && seal.EndOffset > bad)
            throw new StoreDamagedException(file.Path, bad, $"a whole frame was expected, for revision {seal.Revision} was acknowledged");
        if (reader.TryFindWitness(bad, out long witness))
        {
            throw new StoreDamagedException(
                file.Path, bad, $"a whole frame was expected, for the frame at byte {witness} was written after its sync");
        }

        Cut(file, FileNames.Segment(number), bad, length);
        return bad;
    }

    private void CheckHeader(IFile file, ulong number)
    {
        Span<byte> bytes = stackalloc byte[LogFormat.SegmentHeaderLength];
        int read = file.ReadAt(0, bytes);
        if (SegmentHeader.Read(bytes[..read], out SegmentHeader header) is { } fault) throw new StoreDamagedException(file.Path, 0, fault);
        if (header.StoreId != _definition.StoreId)
        {
            throw new StoreDamagedException(
                file.Path, 16, $"a segment of store {_definition.StoreId} was expected, not of {header.StoreId}");
        }

        if (header.Number != number) throw new StoreDamagedException(file.Path, 32, $"segment {number} was expected, not {header.Number}");
        if (header.Start != _replay.Chain)
        {
            throw new StoreDamagedException(file.Path, 40,
                $"a segment that continues revision {_replay.Chain.Revision} was expected, not one that continues {header.Start.Revision}");
        }
    }

    private void Replay(string path, byte[] payload, ulong segment, long offset)
    {
        _replay.Replay(payload, path, segment, offset);
        if (_seal is not { } seal || seal.Revision != _replay.Chain.Revision) return;
        if (seal.RecordHash != _replay.Chain.Hash)
            throw new StoreDamagedException(path, offset, $"the acknowledged record of revision {seal.Revision} was expected, not another");
        _sealMet = true;
    }

    private void CheckSeal(ulong last, long end)
    {
        if (_sealMet && !(_seal is { } sealedEnd && sealedEnd.Segment == last && sealedEnd.EndOffset > end)) return;
        throw new StoreDamagedException(_disk.PathOf(FileNames.Segment(last)), end,
            $"the log was expected to reach revision {_seal?.Revision}, which was acknowledged, and ends at {_replay.Chain.Revision}");
    }

    // What is cut was never acknowledged; it is kept all the same, for whoever wants to look.
    private void Cut(IFile file, string name, long bad, long length)
    {
        string kept = FileNames.NextBad(name, _disk.List());
        Keep(file, kept, bad, length);
        _disk.SyncDirectory();
        file.SetLength(bad);
        file.Sync();
        CutBytes = length - bad;
        CutFile = _disk.PathOf(kept);
    }

    // A copy that cannot be completed is taken away: each further try on a full disk would leave another one.
    private void Keep(IFile file, string kept, long from, long to)
    {
        try
        {
            using IFile copy = _disk.Open(kept, FileOpening.Create);
            Copy(file, from, to, (at, bytes) => copy.WriteAt(at - from, bytes));
            copy.Sync();
        }
        catch (StoreException)
        {
            TryDelete(kept);
            throw;
        }
    }

    private void TryDelete(string name)
    {
        try
        {
            _disk.Delete(name);
        }
        catch (StoreException)
        {
            // The failure before it is the one to be told; what is left is in nobody's way.
        }
    }

    // After a sync that failed in an earlier life the system shows bytes, and a length, that are on no device and regards them as
    // clean. Writing them again makes them dirty, so that the sync here speaks the truth; then they are read back, from the device if
    // the system does as it is asked.
    private void Confirm(ulong segment, long end)
    {
        using IFile file = _disk.Open(FileNames.Segment(segment), FileOpening.ReadWrite);
        bool isSealed = _seal is { } seal && seal.Segment == segment && seal.EndOffset == end;
        long from = isSealed ? end : Math.Min(_unconfirmedFrom, end);
        uint written = Copy(file, from, end, (at, bytes) => file.WriteAt(at, bytes));
        file.SetLength(end);
        file.Sync();
        _disk.SyncDirectory();
        file.DropCache();
        if (Copy(file, from, end, (_, _) => { }) != written)
            throw new StoreDamagedException(file.Path, from, "the tail of the log was expected as it was written a moment ago");
        RewrittenBytes = end - from;
    }

    // Passes a range on piece by piece; the result is its checksum.
    private static uint Copy(IFile source, long from, long to, WriteBytes write)
    {
        byte[] buffer = new byte[(int)Math.Min(CopyLength, to - from)];
        uint checksum = Crc32C.Start;
        for (long at = from; at < to;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at));
            int read = source.ReadAt(at, piece);
            if (read != piece.Length) throw new StoreDamagedException(source.Path, at + read, "bytes were expected that were there before");
            write(at, piece);
            checksum = Crc32C.Append(checksum, piece);
            at += read;
        }

        return Crc32C.Finish(checksum);
    }

    private StoreDamagedException Missing(ulong number) =>
        new(_disk.PathOf(FileNames.Segment(number)), 0, "this segment of the log was expected, and the file is missing");

    private static StoreException UnknownFrame(string path, long offset, in FrameHeader header) => new(
        $"{path}, byte {offset}: a frame of type {header.Type}, version {header.Version}, that this program does not know and may not "
        + "pass over; a newer program wrote it.", path, offset);

    private delegate void WriteBytes(long offset, ReadOnlySpan<byte> bytes);
}
