using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Persistence;

/// <summary>Reads records back from the segments, archived ones too, each frame checked again.</summary>
/// <remarks>Any thread; it opens the files for itself.</remarks>
internal sealed class LogReading(LogFiles files, RevisionIndex revisions, KeyIds ids)
{
    /// <summary>The records of a range of revisions, both ends included.</summary>
    /// <param name="from">The first revision, 1 or more.</param>
    /// <param name="to">The last revision, all of whose records are in files.</param>
    /// <param name="namesIds">Whether the ids of keys are given as well, of which some have to be looked up.</param>
    /// <exception cref="StoreDamagedException">A record is no longer what was written, or its segment is gone.</exception>
    internal IEnumerable<LogRecord> Read(long from, long to, bool namesIds)
    {
        foreach (LoggedPayload read in ReadPayloads(from, to)) yield return namesIds ? Named(read.Record, read.Ids) : read.Record;
    }

    /// <summary>The same as they stand in the log, with the bytes that were hashed.</summary>
    /// <param name="from">The first revision, 1 or more.</param>
    /// <param name="to">The last revision, all of whose records are in files.</param>
    /// <exception cref="StoreDamagedException">A record is no longer what was written, or its segment is gone.</exception>
    internal IEnumerable<LoggedPayload> ReadPayloads(long from, long to)
    {
        if (from > to) yield break;
        if (!revisions.TryFind(from, out RevisionPlace start)) throw Gone(from);
        long revision = from;
        Label? previous = null;
        long offset = start.Offset;
        (string Path, long End) before = default;
        for (ulong segment = start.Segment; revision <= to; segment++, offset = LogFormat.SegmentHeaderLength)
        {
            using IFile file = files.Open(segment);
            SegmentReader reader = files.Read(file, segment, offset);
            while (revision <= to && TryRead(reader, file.Path, out LoggedPayload? read))
            {
                LogRecord record = read.Record;
                if (record.Revision > revision && offset == LogFormat.SegmentHeaderLength && before.Path is not null)
                    throw new StoreDamagedException(before.Path, before.End, $"the record of revision {revision} was expected");
                bool follows = record.Revision == revision && (previous is null || record.PreviousHash == previous);
                if (!follows) throw new StoreDamagedException(file.Path, offset, $"the record of revision {revision} was expected");
                yield return read;
                previous = record.Hash;
                revision++;
            }

            if (revision <= to && reader.Offset != reader.End)
            {
                throw new StoreDamagedException(
                    file.Path, Math.Min(reader.Offset, reader.End), "a whole frame was expected that was whole when it was written");
            }

            before = (file.Path, reader.Offset);
        }
    }

    private static bool TryRead(SegmentReader reader, string path, [NotNullWhen(true)] out LoggedPayload? read)
    {
        read = null;
        for (long offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
        {
            if (header.Type != LogFormat.RecordFrame) continue;
            LogRecord record = RecordDecoder.Decode(payload, path, offset, out IReadOnlyList<LoggedId> ids);
            read = new LoggedPayload(payload, record, ids);
            return true;
        }

        return false;
    }

    private static StoreException Gone(long revision) =>
        new($"The log no longer reaches back to revision {revision}: its segments were archived and taken away.");

    // A record names the ids of keys that had no value; those of the others were named before, and are looked up.
    private LogRecord Named(LogRecord record, IReadOnlyList<LoggedId> named)
    {
        var operations = new LoggedOperation[record.Operations.Count];
        for (int i = 0; i < operations.Length; i++) operations[i] = record.Operations[i];
        foreach (LoggedId id in named)
        {
            if (id.OperationIndex < operations.Length)
                operations[id.OperationIndex] = operations[id.OperationIndex] with { Id = id.Id.ToArray() };
        }

        for (int i = 0; i < operations.Length; i++)
        {
            if (operations[i].Id is null && ids.Find(operations[i].Key.Span) is { } id)
                operations[i] = operations[i] with { Id = id };
        }

        return record with { Operations = operations };
    }
}
