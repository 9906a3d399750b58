namespace BasisTrees.Persistence;

/// <summary>
/// The data segments in which marks are that must stay reachable. They divide the others into stretches: returning to a mark keeps some
/// stretches whole and forgets the others whole, so only segments of one stretch may be put together.
/// </summary>
internal sealed class SweepBorders(IEnumerable<ulong> segments)
{
    private readonly ulong[] _sorted = [.. segments.Distinct().Order()];

    /// <summary>The stretch of a segment, counted from the oldest; null if the segment is not to be touched.</summary>
    /// <remarks>Not to be touched is one with a mark in it, and what was begun after the newest mark.</remarks>
    internal int? StretchOf(NodeSegment segment)
    {
        int before = Before(segment);
        return before < _sorted.Length && !IsAcross(segment) ? before : null;
    }

    /// <summary>Whether a segment has a mark in it.</summary>
    internal bool IsAcross(NodeSegment segment)
    {
        int before = Before(segment);
        uint last = segment.IsCompacted ? segment.Header.Hosts[^1].Last : segment.Number;
        return before < _sorted.Length && _sorted[before] <= last;
    }

    // How many marks are in earlier segments.
    private int Before(NodeSegment segment)
    {
        uint first = segment.IsCompacted ? segment.Header.Hosts[0].First : segment.Number;
        return _sorted.Count(border => border < first);
    }
}
