namespace BasisTrees.Persistence;

/// <summary>
/// The ids that the log named before a full checkpoint: those of keys that the checkpoint no longer has, and that records which are still
/// here speak of.
/// </summary>
internal static class EarlierIds
{
    /// <summary>
    /// Carries the ids from the segments into a node store that has not got them. What is damaged or gone names nothing: whoever reads
    /// such a record is told.
    /// </summary>
    /// <param name="definition">The store.</param>
    /// <param name="files">The log.</param>
    /// <param name="start">Where the log is taken up; only what is before it is read.</param>
    /// <param name="nodes">The node store, positioned for writing, which has the ids of the full checkpoint.</param>
    /// <returns>How many ids were carried over.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static long Carry(StoreDefinition definition, LogFiles files, in LogStart start, INodeStore nodes)
    {
        var sink = new NodeStoreSink(nodes);
        if (definition.KeyMode != KeyMode.Hashed) return 0;
        byte[] buffer = [];
        foreach (ulong number in files.Numbers())
        {
            if (number > start.Segment) break;
            using IFile file = files.Open(number);
            SegmentReader reader = files.Read(file, number, LogFormat.SegmentHeaderLength);
            long end = number == start.Segment ? start.Offset : reader.End;
            do
            {
                while (reader.Offset < end && reader.TryNext(out FrameHeader header, out byte[] payload))
                {
                    if (header is { Type: LogFormat.RecordFrame, Version: 1 }) Carry(definition, payload, nodes, sink, ref buffer);
                }
            }
            while (reader.Offset < end && reader.TrySkip());
        }

        return sink.Records;
    }

    private static void Carry(StoreDefinition definition, byte[] payload, INodeStore nodes, NodeStoreSink sink, ref byte[] buffer)
    {
        LogRecord record;
        IReadOnlyList<LoggedId> ids;
        try
        {
            record = RecordDecoder.Decode(payload, "", 0, out ids);
        }
        catch (StoreDamagedException)
        {
            return;
        }

        byte[] key = new byte[Label.Length];
        foreach (LoggedId id in ids)
        {
            if (!definition.Keys.TryMap(id.Id.Span, key)) continue;
            var label = new Label(key);
            if (nodes.TryRead(label, NodePlace.Unknown, ref buffer, out _) != NodeReading.Found)
                sink.WriteId(label, id.Id.ToArray(), record.Revision);
        }
    }
}
