namespace BasisTrees.Persistence;

/// <summary>Writes a damaged record again where it is, if it is certain that the right one fits there.</summary>
internal static class NodeHealing
{
    /// <summary>Heals in place.</summary>
    /// <returns>False if the place does not lead to a damaged record of that label and length.</returns>
    internal static bool TryHeal(NodeSegmentTable table, in Label label, NodePlace place, ReadOnlySpan<byte> node)
    {
        if (!place.IsKnown || table.Find(place) is not { } segment) return false;
        long offset = (uint)place.Number;
        if (segment.IsCompacted && !segment.Index.TryFindPlace(place, out offset)) return false;
        long end = offset + segment.RecordHeaderLength + node.Length;
        if (offset < segment.Header.ByteLength || end > segment.End || !EndsThere(segment, end)) return false;
        var matches = new NodeMatches();
        segment.Index.Find(NodeIndexEntry.KeyOf(label), ref matches);
        bool isIndexed = false;
        for (int i = 0; i < matches.Count; i++) isIndexed |= matches[i] == offset;
        if (!isIndexed && !Array.Exists(segment.Index.Standing().Damages, stretch => stretch.Start == offset)) return false;

        // Its birth is lost: with the earliest one it is kept the longest.
        segment.Rewrite(offset, node, new NodeRecordHeader(node.Length, 0, place));
        segment.Index.Reload();
        return true;
    }

    // The label fixes the length, so the record must end where another one, or other damage, begins.
    private static bool EndsThere(NodeSegment segment, long end)
    {
        byte[] buffer = [];
        return end == segment.End
            || segment.TryRead(end, ref buffer, out _) == NodeReading.Found
            || Array.Exists(segment.Index.Standing().Damages, stretch => stretch.End == end || stretch.Start == end);
    }
}
