using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// Finds the record of a revision: the newest ones are remembered, older ones are looked for in their segment, of which some marks are
/// kept. Its memory is bounded, however long the log is.
/// </summary>
/// <remarks>
/// The writer adds; any thread finds. A reader asks only for published revisions, so what the writer adds ahead of publishing is never
/// seen.
/// </remarks>
internal sealed class RevisionIndex(LogFiles files)
{
    // More records than can wait in memory in any mode, so that one that is not remembered is in a file.
    private const int RecentMax = 1 << 14;
    private const int MarkedSegmentsMax = 16;
    private const int MarkEvery = 64;

    private readonly Lock _lock = new();
    private readonly RevisionPlace[] _recent = new RevisionPlace[RecentMax]; // guarded by _lock
    private long _first = 1; // the oldest remembered revision; guarded by _lock
    private long _next = 1; // guarded by _lock

    // A search reads files: it has a lock of its own, so that the writer never waits for it.
    private readonly Lock _searching = new();
    private readonly Dictionary<ulong, long> _firstRevisions = []; // guarded by _searching
    private readonly Dictionary<ulong, List<RevisionMark>> _marks = []; // guarded by _searching

    /// <summary>Says that the log is taken up after a revision; nothing before is remembered.</summary>
    internal void Begin(long revision)
    {
        lock (_lock) _first = _next = revision + 1;
    }

    /// <summary>Adds the next revision.</summary>
    internal void Add(long revision, in RevisionPlace place)
    {
        lock (_lock)
        {
            if (revision != _next) throw new InvalidOperationException($"Revision {revision} cannot follow revision {_next - 1}.");
            _recent[revision % RecentMax] = place;
            _next++;
            _first = Math.Max(_first, _next - RecentMax);
        }
    }

    /// <summary>Finds a revision, which must have been published.</summary>
    /// <returns>False if no segment that is there reaches back to it.</returns>
    /// <exception cref="StoreDamagedException">Its segment is not what was written.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal bool TryFind(long revision, out RevisionPlace place)
    {
        lock (_lock)
        {
            if (revision >= _first && revision < _next)
            {
                place = _recent[revision % RecentMax];
                return true;
            }

            place = default;
            if (revision < 1 || revision >= _next) return false;
        }

        lock (_searching) return TryFindSegment(revision, out ulong segment) && TrySearch(segment, revision, out place);
    }

    private long FirstRevision(ulong segment)
    {
        if (_firstRevisions.TryGetValue(segment, out long first)) return first;
        using IFile file = files.Open(segment);
        return _firstRevisions[segment] = files.ReadHeader(file, segment).Start.Revision + 1;
    }

    private bool TryFindSegment(long revision, out ulong segment)
    {
        ulong[] numbers = files.Numbers();
        int low = 0;
        int high = numbers.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (FirstRevision(numbers[middle]) <= revision) low = middle + 1;
            else high = middle;
        }

        segment = low > 0 ? numbers[low - 1] : 0;
        return low > 0;
    }

    // Goes from the nearest mark before the revision, leaving marks on the way.
    private bool TrySearch(ulong segment, long revision, out RevisionPlace place)
    {
        place = default;
        if (!_marks.TryGetValue(segment, out List<RevisionMark>? marks))
        {
            if (_marks.Count >= MarkedSegmentsMax) _marks.Remove(_marks.Keys.First());
            _marks[segment] = marks = [new RevisionMark(FirstRevision(segment), LogFormat.SegmentHeaderLength)];
        }

        int nearest = marks.FindLastIndex(mark => mark.Revision <= revision);
        if (nearest < 0) return false;
        using IFile file = files.Open(segment);
        SegmentReader reader = files.Read(file, segment, marks[nearest].Offset);
        long offset = reader.Offset;
        while (reader.TryNext(out FrameHeader header, out byte[] payload))
        {
            if (NoteFrame.Is(header)) continue; // the record behind it begins here
            if (header.Type != LogFormat.RecordFrame || payload.Length < LogFormat.RecordHeaderLength)
            {
                offset = reader.Offset;
                continue;
            }

            long found = BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(RecordShape.RevisionAt));
            if (found >= marks[^1].Revision + MarkEvery) marks.Add(new RevisionMark(found, offset));
            place = new RevisionPlace(Digest.Read(payload.AsSpan(RecordShape.DigestAfterAt, Digest.Length)), segment, offset);
            if (found == revision) return true;
            if (found > revision) break;
            offset = reader.Offset;
        }

        place = default;
        if (reader.Offset == reader.End && !files.Numbers().Contains(segment + 1)) throw files.Missing(segment + 1);
        throw new StoreDamagedException(
            file.Path, Math.Min(reader.Offset, reader.End), $"the record of revision {revision} was expected in this segment");
    }

    private readonly record struct RevisionMark(long Revision, long Offset);
}
