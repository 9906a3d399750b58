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
    /// <param name="kept">What a sweep would have to keep; it would end the newest segment at a mark of its own.</param>
    internal static NodeStoreStatistics Of(NodeSegmentTable table, IReadOnlyList<KeptMark> kept)
    {
        var burials = new NodeBurials(table);
        var borders = new SweepBorders(kept.Select(one => one.Mark.First));
        var needs = new KeptMarks(kept);
        long bytes = 0, dead = 0, freeable = 0, records = 0;
        foreach (NodeSegment segment in table.NewestFirst)
        {
            bytes += segment.End + segment.Index.Standing().FileBytes;
            records += segment.Index.Records;
            long deadHere = burials.BytesIn(segment);
            dead += deadHere;
            long freeHere = borders.IsAcross(segment) ? 0 : (long)(deadHere * burials.ShareFreeIn(segment, needs));
            if (freeHere >= CompactionShareMin * segment.DataLength) freeable += freeHere;
        }

        return new NodeStoreStatistics(
            "segments", table.NewestFirst.Length, bytes, dead, table.MemoryBytes, records, 0) { FreeableBytes = freeable };
    }
}
