namespace BasisTrees.Persistence;

/// <summary>A record of the log that something else in the store speaks of.</summary>
/// <param name="Chain">Where the chain stands behind it.</param>
/// <param name="Segment">The number of its segment.</param>
/// <param name="End">The offset in the segment behind its frame.</param>
/// <param name="UnixNanoseconds">Its time.</param>
/// <param name="Incarnation">The incarnation that it names.</param>
internal readonly record struct LogPoint(ChainPoint Chain, ulong Segment, long End, long UnixNanoseconds, ulong Incarnation)
{
    /// <summary>Whether a place is the one behind the record, be it at the beginning of the next segment.</summary>
    internal bool EndsAt(ulong segment, long offset) =>
        (segment == Segment && offset == End) || (segment == Segment + 1 && offset == LogFormat.SegmentHeaderLength);
}
