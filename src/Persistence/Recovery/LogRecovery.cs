namespace BasisTrees.Persistence;

/// <summary>
/// Reads the log at open from a checkpoint on, replays it, and makes its end fit to go on: a torn tail is cut if nothing acknowledged can
/// be in it, and the last group, whose sync nothing confirms, is written and synced anew.
/// </summary>
internal sealed class LogRecovery
{
    private const int CopyLength = 1 << 20;

    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly RecordReplay _replay;
    private readonly LogFiles _files;
    private readonly LogStart _start;
    private readonly Seal? _seal;
    private readonly SpaceGuard _space;
    private long _earlierBytes;
    private long _unconfirmedFrom;
    private long _readTo; // how far the present segment was replayed
    private bool _sealMet;

    internal LogRecovery(
        IDisk disk, DefinitionFile definition, RecordReplay replay, in LogStart start, Seal? seal, SpaceGuard space)
    {
        _disk = disk;
        _space = space;
        _definition = definition;
        _replay = replay;
        _files = new LogFiles(disk, definition.StoreId);
        _start = start;
        _seal = seal;

        // What the start stands on was acknowledged after such a seal: it is met, or older than what is known anyway.
        _sealMet = seal is null || seal.Value.Revision < start.Chain.Revision || seal.Value.RecordHash == start.Chain.Hash;
    }

    /// <summary>How many threads read the log.</summary>
    internal int Parallelism { get; init; } = 1;

    /// <summary>Puts segments right that are missing or damaged, or null.</summary>
    internal SegmentRestoration? Restoration { get; init; }

    /// <summary>Puts bodies of notes right that are damaged, or null.</summary>
    internal NoteMending? Mending { get; init; }

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
        RestoreMissing();
        ulong last = FindLast();
        long end = 0;
        for (ulong number = _start.Segment; number <= last; number++)
        {
            _earlierBytes += end;
            end = ReadSegment(number, isLast: number == last);
            Segments++;
        }

        Confirm(last, end);
        ulong[] inUse = FileNames.Segments(_disk.List());
        return new LogEnd(last, end, _replay.Chain, _replay.LastUnixNanoseconds, _earlierBytes, _replay.Incarnation, inUse[0]);
    }

    // The last first: to where a segment must lead is known from the one behind it.
    private void RestoreMissing()
    {
        if (Restoration is not { } restoration) return;
        ulong[] there = _files.Numbers();
        ulong last = Math.Max(there.Length > 0 ? there[^1] : 0, Math.Max(_seal?.Segment ?? 0, _start.Segment));
        for (ulong number = last; number >= _start.Floor; number--)
        {
            if (Array.BinarySearch(there, number) < 0 && !restoration.TryRestore(number)) return;
        }
    }

    // Every segment from the first one that must be there on, without a gap; the last must be in use.
    private ulong FindLast()
    {
        ulong[] segments = [.. _files.Numbers().Where(number => number >= _start.Floor)];
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i] != _start.Floor + (ulong)i) throw _files.Missing(_start.Floor + (ulong)i);
        }

        ulong last = segments.Length > 0 ? segments[^1] : 0;
        if (last < _start.Segment) throw _files.Missing(Math.Max(_start.Floor, last + 1));
        if (_seal is { } seal && seal.Segment > last) throw _files.Missing(seal.Segment);
        if (FileNames.Segments(_disk.List()) is not [.., var inUse] || inUse != last) throw _files.Missing(last);
        foreach (ulong number in segments.Where(number => number < _start.Segment)) _earlierBytes += MeasureEarlier(number);
        return last;
    }

    // What is not replayed is not read, but it must be what its name says.
    private long MeasureEarlier(ulong number)
    {
        try
        {
            return Measure();
        }
        catch (StoreDamagedException)
        {
            if (Restoration?.TryRestore(number) != true) throw;
            return Measure();
        }

        long Measure()
        {
            using IFile file = _files.Open(number);
            _files.ReadHeader(file, number);
            return file.ReadLength();
        }
    }

    private long ReadSegment(ulong number, bool isLast)
    {
        _readTo = number == _start.Segment ? _start.Offset : LogFormat.SegmentHeaderLength;
        try
        {
            return ReadSegment(number, isLast, _readTo);
        }
        catch (StoreDamagedException)
        {
            // What was replayed stands in the restored segment as it did in the damaged one.
            if (Mending?.TryMend(number) != true && Restoration?.TryRestore(number) != true) throw;
            return ReadSegment(number, isLast, _readTo);
        }
    }

    private long ReadSegment(ulong number, bool isLast, long start)
    {
        using IFile file = isLast ? _disk.Open(FileNames.Segment(number), FileOpening.ReadWrite) : _files.Open(number);
        long length = file.ReadLength();
        CheckHeader(file, number, start);
        if (start > length)
        {
            throw new StoreDamagedException(
                file.Path, length, $"the log was expected to reach byte {start}, where a checkpoint takes it up");
        }

        SegmentReader reader = _files.Read(file, number, start);
        _unconfirmedFrom = start;
        List<NoteFrame> notes = []; // those that wait for their record
        foreach (ReadFrame frame in FrameStream.Read(reader, file.Path, Parallelism))
        {
            _unconfirmedFrom = frame.Header.SyncedLength;
            if (frame.Note is { } note) notes.Add(note);
            else if (frame.Record is { } record) Replay(file.Path, frame, Checked(file.Path, frame.Offset, record, notes), number);
            else if (!frame.Header.IsOptional) throw UnknownFrame(file.Path, frame.Offset, frame.Header);
            if (notes.Count == 0) _readTo = frame.End;
        }

        // Notes whose record is not there are as good as the beginning of a record that was not written whole.
        long bad = notes.Count > 0 ? notes[0].Offset : reader.Offset;
        if (bad == length)
        {
            if (isLast) CheckSeal(number, length);
            else CheckReach(file, number, length);
            return length;
        }

        if (!isLast) throw new StoreDamagedException(file.Path, bad, "a whole frame was expected, for a later segment follows");
        if (_seal is { } seal && seal.Segment == number && seal.EndOffset > bad)
            throw new StoreDamagedException(file.Path, bad, $"a whole frame was expected, for revision {seal.Revision} was acknowledged");
        if (reader.TryFindWitness(bad, out long witness))
        {
            throw new StoreDamagedException(
                file.Path, bad, $"a whole frame was expected, for the frame at byte {witness} was written after its sync");
        }

        CheckSeal(number, bad);
        Cut(file, FileNames.Segment(number), bad, length);
        return bad;
    }

    // A segment that was cut between two frames is told by the next one, if that can be read.
    private void CheckReach(IFile file, ulong number, long length)
    {
        using IFile next = _files.Open(number + 1);
        Span<byte> bytes = stackalloc byte[LogFormat.SegmentHeaderLength];
        if (SegmentHeader.Read(bytes[..next.ReadAt(0, bytes)], out SegmentHeader header) is not null) return;
        if (header.StoreId != _definition.StoreId || header.Number != number + 1 || header.Start.Revision <= _replay.Chain.Revision) return;
        throw new StoreDamagedException(
            file.Path, length, $"records up to revision {header.Start.Revision} were expected, which the next segment continues");
    }

    private void CheckHeader(IFile file, ulong number, long start)
    {
        SegmentHeader header = _files.ReadHeader(file, number);
        bool isTakenUpInside = start > LogFormat.SegmentHeaderLength;
        if (isTakenUpInside ? header.Start.Revision >= _replay.Chain.Revision : header.Start != _replay.Chain)
        {
            throw new StoreDamagedException(file.Path, 40,
                $"a segment that continues revision {_replay.Chain.Revision} was expected, not one that continues {header.Start.Revision}");
        }
    }

    private static List<NoteFrame> Checked(string path, long offset, LogRecord record, List<NoteFrame> notes) =>
        NoteFrame.FaultOf(record, notes) is { } fault ? throw new StoreDamagedException(path, offset, fault) : notes;

    private void Replay(string path, ReadFrame frame, List<NoteFrame> notes, ulong segment)
    {
        _replay.Replay(notes.Count > 0 ? frame with { Start = notes[0].Offset } : frame, path, segment);
        notes.Clear();
        if (_seal is not { } seal || seal.Revision != _replay.Chain.Revision) return;
        if (seal.RecordHash != _replay.Chain.Hash)
        {
            throw new StoreDamagedException(
                path, frame.Offset, $"the acknowledged record of revision {seal.Revision} was expected, not another");
        }

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
        KeepOnFullDisk(file, kept, bad, length);
        _disk.SyncDirectory();
        file.SetLength(bad);
        file.Sync();
        CutBytes = length - bad;
        CutFile = _disk.PathOf(kept);
    }

    private void KeepOnFullDisk(IFile file, string kept, long from, long to)
    {
        try
        {
            Keep(file, kept, from, to);
        }
        catch (StoreFullException)
        {
            if (!_space.TryRelease()) throw;
            Keep(file, kept, from, to);
        }
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

    private static StoreException UnknownFrame(string path, long offset, in FrameHeader header) => new(
        $"{path}, byte {offset}: a frame of type {header.Type}, version {header.Version}, that this program does not know and may not "
        + "pass over; a newer program wrote it.", path, offset);

    private delegate void WriteBytes(long offset, ReadOnlySpan<byte> bytes);
}
