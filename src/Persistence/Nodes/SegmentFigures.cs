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
    /// <param name="marks">The marks that a sweep would have to keep reachable; it would end the newest segment at one of its own.</param>
    internal static NodeStoreStatistics Of(NodeSegmentTable table, IReadOnlyList<NodeStoreMark> marks)
    {
        var burials = new NodeBurials(table);
        var borders = new SweepBorders(marks.Select(mark => mark.First));
        long bytes = 0, dead = 0, freeable = 0, records = 0;
        foreach (NodeSegment segment in table.NewestFirst)
        {
            bytes += segment.End + segment.Index.Standing().FileBytes;
            records += segment.Index.Records;
            long deadHere = burials.BytesIn(segment);
            dead += deadHere;
            if (!borders.IsAcross(segment) && deadHere >= CompactionShareMin * segment.DataLength) freeable += deadHere;
        }

        return new NodeStoreStatistics(
            "segments", table.NewestFirst.Length, bytes, dead, table.MemoryBytes, records, 0) { FreeableBytes = freeable };
    }
}
