namespace BasisTrees.Persistence;

/// <summary>
/// Reads one segment of the log from its first byte to its last, and goes on behind whatever is wrong: header, every frame, every record,
/// and the chain within.
/// </summary>
internal sealed class SegmentCheck
{
    private readonly LogCheckRoom _room;
    private readonly bool _isLast;
    private readonly SegmentFacts _facts;
    private ChainPoint? _chain; // null behind bytes that could not be read
    private long _revision; // the last one that was read
    private readonly List<NoteFrame> _notes = []; // those that wait for their record
    private bool _misses; // whether some of them may be in bytes that could not be read

    /// <summary>Prepares.</summary>
    /// <param name="room">What the check works with.</param>
    /// <param name="number">The segment.</param>
    /// <param name="file">Its file, for findings.</param>
    /// <param name="isLast">Whether no later one is there, so that its end may be torn.</param>
    internal SegmentCheck(LogCheckRoom room, ulong number, string file, bool isLast)
    {
        _room = room;
        _isLast = isLast;
        _facts = new SegmentFacts(number, file);
    }

    /// <summary>Reads the segment.</summary>
    internal SegmentFacts Run()
    {
        try
        {
            using IFile file = _room.Files.Open(_facts.Number);
            ReadHeader(file);
            if (_facts.Start is not { } start || start.Revision < _room.RevisionMax) ReadFrames(file);
        }
        catch (StoreException failure)
        {
            _chain = null;
            _room.Findings.Add(FsckKind.Segment, failure, _facts.File);
        }

        _facts.End = _chain;
        return _facts;
    }

    private void ReadHeader(IFile file)
    {
        try
        {
            _facts.Start = _chain = _room.Files.ReadHeader(file, _facts.Number).Start;
            _revision = _chain.Value.Revision;
        }
        catch (StoreDamagedException damage)
        {
            _room.Findings.Add(FsckKind.Segment, damage, file.Path);
        }
    }

    private void ReadFrames(IFile file)
    {
        SegmentReader reader = _room.Files.Read(file, _facts.Number, LogFormat.SegmentHeaderLength);
        while (true)
        {
            long offset = reader.Offset;
            if (reader.TryNext(out FrameHeader header, out byte[] payload))
            {
                Read(file.Path, offset, header, payload, reader.Offset);
                if (_revision >= _room.RevisionMax) break;
                continue;
            }

            if ((offset >= reader.End && _notes.Count == 0) || IsTorn(file.Path, reader)) break;
            if (offset >= reader.End)
            {
                _room.Findings.Add(
                    FsckKind.Frame, file.Path, _notes[0].Offset, "a record was expected behind its notes, and there is none");
                _chain = null;
                break;
            }

            _misses = true;
            bool goesOn = reader.TrySkip();
            string until = goesOn ? $"up to byte {reader.Offset}" : "up to the end";
            _room.Findings.Add(FsckKind.Frame, file.Path, offset, $"a whole frame was expected, and {until} there is none");
            _chain = null;
            if (!goesOn) break;
        }

        _facts.Length = _notes.Count > 0 ? _notes[0].Offset : reader.Offset;
    }

    // The same question that recovery asks before it cuts.
    private bool IsTorn(string path, SegmentReader reader)
    {
        long bad = _notes.Count > 0 ? _notes[0].Offset : reader.Offset;
        if (!_isLast || _room.RevisionMax != long.MaxValue) return false;
        foreach (FoundSeal found in _room.Seals)
        {
            if (found.Seal.Segment > _facts.Number || (found.Seal.Segment == _facts.Number && found.Seal.EndOffset > bad)) return false;
        }

        if (reader.TryFindWitness(bad, out _)) return false;
        _room.Findings.Add(FsckKind.TornTail, path, bad,
            $"{reader.End - bad} bytes are no whole frame and nothing says that they were acknowledged");
        return true;
    }

    private void Read(string path, long offset, in FrameHeader header, byte[] payload, long end)
    {
        if (header is not { Type: LogFormat.RecordFrame, Version: 1 })
        {
            if (NoteFrame.Is(header)) _notes.Add(NoteFrame.Of(offset, header, payload) with { Payload = default });
            if (header.IsOptional) return;
            _room.Findings.Add(FsckKind.Frame, path, offset,
                $"a frame that this program knows was expected, not one of type {header.Type}, version {header.Version}");
            _chain = null;
            return;
        }

        LogRecord record;
        IReadOnlyList<LoggedId> ids;
        try
        {
            record = RecordDecoder.Decode(payload, path, offset, out ids);
        }
        catch (StoreException failure)
        {
            _room.Findings.Add(FsckKind.Record, failure, path);
            _chain = null;
            return;
        }

        if (!_misses && NoteFrame.FaultOf(record, _notes) is { } unlike) _room.Findings.Add(FsckKind.Record, path, offset, unlike);
        _misses = false;
        _notes.Clear();
        if (FaultInChain(record) is { } broken) _room.Findings.Add(FsckKind.Chain, path, offset, broken);
        if (_room.Definition is { } definition && RecordCheck.FaultOf(definition.Definition, record, ids) is { } fault)
            _room.Findings.Add(fault.Kind, path, offset, fault.Expected);
        Take(record, end);
    }

    private string? FaultInChain(LogRecord record)
    {
        if (_facts.Last is { } last && record.UnixNanoseconds < last.UnixNanoseconds)
            return $"a time not before that of revision {last.Chain.Revision} was expected";
        if (_facts.Last is { } before && record.Incarnation < before.Incarnation)
            return $"incarnation {before.Incarnation} or a later one was expected, not {record.Incarnation}";
        if (_chain is not { } chain)
            return record.Revision > _revision ? null : $"a revision after {_revision} was expected, not {record.Revision}";
        if (record.Revision != chain.Revision + 1) return $"revision {chain.Revision + 1} was expected, not {record.Revision}";
        if (record.FirstSequence != chain.NextSequence)
        {
            string expected = LogRecord.FormatSequence(chain.NextSequence);
            return $"sequence {expected} was expected, not {LogRecord.FormatSequence(record.FirstSequence)}";
        }

        if (record.PreviousHash != chain.Hash) return "a record that names the hash of the record before it was expected";
        return record.DigestBefore == chain.Digest
            ? null
            : $"the digest {chain.Digest} before the batch was expected, not {record.DigestBefore}";
    }

    private void Take(LogRecord record, long end)
    {
        var chain = new ChainPoint(
            record.Revision, record.FirstSequence + (ulong)record.Operations.Count, record.Hash, record.DigestAfter);
        var point = new LogPoint(chain, _facts.Number, end, record.UnixNanoseconds, record.Incarnation);
        _chain = chain;
        _revision = record.Revision;
        _facts.First ??= point;
        _facts.Last = point;
        _facts.Records++;
        _facts.Operations += record.Operations.Count;
        if (_room.Points.Contains(record.Revision)) _facts.Points[record.Revision] = point;
    }
}
