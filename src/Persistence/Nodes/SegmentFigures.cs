namespace BasisTrees.Persistence;

/// <summary>Adds up what the segments of one moment hold, and what a sweep could free of it.</summary>
/// <remarks>
/// Asks the indexes, which are opened the first time and then are in memory, as every sweep needs them too; no record is read, but for the
/// tombstones about compacted segments, once for each number of them.
/// </remarks>
internal static class SegmentFigures
{
    /// <summary>From which share of dead bytes, 0 to 1, a segment is rewritten when all room is wanted back.</summary>
    internal const double CompactionShareMin = 0.02;

    /// <summary>Adds up.</summary>
    /// <param name="table">The segments.</param>
    /// <param name="oldest">The oldest mark that a sweep would have to keep within reach; null if it could go through all.</param>
    internal static NodeStoreStatistics Of(NodeSegmentTable table, NodeStoreMark? oldest)
    {
        var burials = new NodeBurials(table);
        long bytes = 0, dead = 0, freeable = 0, records = 0, memory = 0;
        foreach (NodeSegment segment in table.NewestFirst)
        {
            bytes += segment.End + segment.Index.Standing().FileBytes;
            records += segment.Index.Records;
            memory += segment.MemoryBytes;
            long deadHere = burials.BytesIn(segment);
            dead += deadHere;
            bool isInReach = segment.IsCompacted || oldest is not { } mark || segment.Number < mark.First;
            if (isInReach && deadHere >= CompactionShareMin * segment.DataLength) freeable += deadHere;
        }

        return new NodeStoreStatistics("segments", table.NewestFirst.Length, bytes, dead, memory, records, 0) { FreeableBytes = freeable };
    }
}
