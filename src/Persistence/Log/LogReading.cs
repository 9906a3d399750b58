namespace BasisTrees.Persistence;

/// <summary>Reads records back from the segments, each frame checked again.</summary>
/// <remarks>Any thread; it opens the files for itself.</remarks>
internal sealed class LogReading(IDisk disk, StoreId storeId, RevisionTable revisions, KeyIds ids)
{
    /// <summary>The records of a range of revisions, both ends included.</summary>
    /// <exception cref="StoreDamagedException">A record is no longer what was written.</exception>
    internal IEnumerable<LogRecord> Read(long from, long to)
    {
        for (long revision = from; revision <= to;)
        {
            if (!revisions.TryGet(revision, out RevisionPlace place)) yield break;
            using IFile file = disk.Open(FileNames.Segment(place.Segment), FileOpening.Read);
            var reader = new SegmentReader(file, new SegmentPlace(storeId, place.Segment), place.Offset, file.ReadLength());
            while (revision <= to && revisions.TryGet(revision, out RevisionPlace next) && next.Segment == place.Segment)
            {
                LogRecord record = Next(reader, file.Path, next);
                if (record.Revision != revision || record.DigestAfter != next.Digest)
                    throw new StoreDamagedException(file.Path, next.Offset, $"the record of revision {revision} was expected");
                yield return record;
                revision++;
            }
        }
    }

    private LogRecord Next(SegmentReader reader, string path, RevisionPlace place)
    {
        while (true)
        {
            long offset = reader.Offset;
            if (offset > place.Offset || !reader.TryNext(out FrameHeader header, out byte[] payload))
                throw new StoreDamagedException(path, offset, "a whole frame was expected that was whole when the store was opened");
            if (header.Type == LogFormat.RecordFrame) return Named(RecordDecoder.Decode(payload, path, offset, out _));
        }
    }

    private LogRecord Named(LogRecord record)
    {
        var operations = new LoggedOperation[record.Operations.Count];
        for (int i = 0; i < operations.Length; i++)
        {
            LoggedOperation operation = record.Operations[i];
            byte[]? id = ids.Find(operation.Key.Span);
            operations[i] = id is null ? operation : operation with { Id = id };
        }

        return record with { Operations = operations };
    }
}
