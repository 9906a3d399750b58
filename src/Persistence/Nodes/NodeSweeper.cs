namespace BasisTrees.Persistence;

/// <summary>Chooses the segments that a sweep rewrites, and rewrites them. Remembers between sweeps what it has looked at.</summary>
/// <remarks>The writing thread's.</remarks>
internal sealed class NodeSweeper(NodeDirectory directory, NodeVerifier verifier, long segmentBytesMax)
{
    private readonly Dictionary<uint, SweepMemory> _memory = [];
    private long _looks;

    /// <summary>Sweeps.</summary>
    /// <param name="table">Gives the segments of the moment.</param>
    /// <param name="borders">The segments in which the marks are that must stay reachable.</param>
    /// <param name="order">What to keep and how far to go.</param>
    /// <param name="replace">
    /// Called with a segment whose name is durable and the ones it replaces: publishes the change. Then their files are taken away.
    /// </param>
    internal SweepReport Sweep(
        Func<NodeSegmentTable> table, SweepBorders borders, SweepOrder order, Action<NodeSegment, IReadOnlyList<NodeSegment>> replace)
    {
        var burials = new NodeBurials(table());
        var groups = new List<SweepGroup>();
        long bytesRead = 0;
        bool isComplete = true;
        foreach (NodeSegment segment in Candidates(table(), borders, burials, order))
        {
            if (bytesRead >= order.BytesMax)
            {
                isComplete = false;
                break;
            }

            bytesRead += segment.DataLength;
            if (!TryMeasure(segment, burials, order, out long droppable)) continue;
            _memory[segment.Number] = new SweepMemory(burials.RecordsIn(segment), ++_looks);
            bool isWorth = segment.DataLength == 0 || (droppable > 0 && droppable >= order.DeadShareMin * segment.DataLength);
            if (isWorth) Join(groups, borders.StretchOf(segment), segment, segment.DataLength - droppable);
        }

        var report = new SweepReport(0, 0, 0, 0, isComplete);
        foreach (SweepGroup group in groups)
        {
            report = Rewrite(group, burials, order, replace, report);
            burials = new NodeBurials(table());
        }

        return report;
    }

    // What may be worth rewriting, what was not looked at for the longest time first.
    private List<NodeSegment> Candidates(NodeSegmentTable table, SweepBorders borders, NodeBurials burials, SweepOrder order)
    {
        var found = new List<(NodeSegment Segment, long Look, double Share)>();
        foreach (NodeSegment segment in table.NewestFirst)
        {
            if (borders.StretchOf(segment) is null) continue;
            SweepMemory memory = _memory.GetValueOrDefault(segment.Number);
            long buried = burials.RecordsIn(segment);
            long stale = burials.StaleBytesMaxIn(segment);
            double share = segment.DataLength == 0 ? 1 : (double)(burials.BytesIn(segment) + stale) / segment.DataLength;
            double shareMax = segment.DataLength == 0 ? 1 : (((double)buried * segment.Index.Longest) + stale) / segment.DataLength;

            // The mean length may mislead, so a segment is also looked at each time its buried records have doubled.
            bool isCandidate = share > 0 && shareMax >= order.DeadShareMin
                && (share >= order.DeadShareMin / 2 || buried >= 2 * memory.Buried);
            if (isCandidate) found.Add((segment, memory.Look, share));
        }

        return [.. found.OrderBy(one => one.Look).ThenByDescending(one => one.Share).Select(one => one.Segment)];
    }

    // How many bytes may go; false if some are damaged, for then the segment stays as it is until it is healed.
    private bool TryMeasure(NodeSegment segment, NodeBurials burials, SweepOrder order, out long droppable)
    {
        droppable = burials.StaleBytesIn(segment);
        Dictionary<ulong, long> deaths = burials.DeathsIn(segment);
        var walk = new NodeWalk(segment, verifier, segment.End);
        while (walk.TryNext())
        {
            if (walk.IsDamaged) return false;
            bool isDroppable = deaths.TryGetValue(walk.Header.Place.Number, out long death) && !order.Needs(walk.Header.Birth, death);
            if (isDroppable) droppable += walk.NextOffset - walk.Offset;
        }

        return true;
    }

    private void Join(List<SweepGroup> groups, int? stretch, NodeSegment segment, long liveBytes)
    {
        SweepGroup? last = groups.LastOrDefault(group => group.Stretch == stretch);
        bool fits = last is not null && last.LiveBytes + liveBytes <= segmentBytesMax
            && last.Segments.Sum(one => Math.Max(one.Header.Hosts.Length, 1)) < NodeFormat.HostedRunsMax - segment.Header.Hosts.Length;
        if (!fits) groups.Add(last = new SweepGroup(stretch));
        last!.Add(segment, liveBytes);
    }

    private SweepReport Rewrite(
        SweepGroup group, NodeBurials burials, SweepOrder order,
        Action<NodeSegment, IReadOnlyList<NodeSegment>> replace, SweepReport report)
    {
        var compaction = new NodeCompaction(burials, verifier, order);
        NodeSegment? written = directory.CreateCompacted(
            group.Hosts(), segment => compaction.TryWrite(group, segment), () => compaction.Index);
        if (written is null) return report;
        replace(written, group.Segments);
        foreach (NodeSegment segment in group.Segments) directory.TakeAway(segment);
        directory.Sync();
        foreach (NodeSegment segment in group.Segments) _memory.Remove(segment.Number);
        return report with
        {
            FilesSwept = report.FilesSwept + group.Segments.Count,
            RecordsDropped = report.RecordsDropped + compaction.Dropped,
            RecordsMoved = report.RecordsMoved + compaction.Moved,
            BytesFreed = report.BytesFreed + group.Segments.Sum(segment => segment.End) - written.End,
        };
    }
}
