namespace BasisTrees.Persistence;

/// <summary>
/// Finds out of the headers alone whether every segment that a mark presumes is there in its full length: each names its predecessor,
/// and a compacted one the predecessors of what it has taken over.
/// </summary>
internal sealed class NodeChain
{
    private readonly List<NodeSegment> _compacted = [];
    private readonly Dictionary<uint, NodeSegment> _data = [];

    internal NodeChain(IEnumerable<NodeSegment> segments)
    {
        foreach (NodeSegment segment in segments.OrderByDescending(segment => segment.Number))
        {
            // A compacted segment takes over whole ones, so whoever has one of them has all; the later one counts.
            if (!segment.IsCompacted) _data.Add(segment.Number, segment);
            else if (HostOf(segment.Header.Hosts[0].First) is null) _compacted.Add(segment);
        }
    }

    /// <summary>The segments whose records count: no record of them is in two.</summary>
    internal IEnumerable<NodeSegment> Current =>
        [.. _compacted, .. _data.Values.Where(segment => HostOf(segment.Number) is null)];

    /// <summary>Whether another segment has taken over all that a segment holds.</summary>
    internal bool IsTakenOver(NodeSegment segment) =>
        segment.IsCompacted ? !_compacted.Contains(segment) : HostOf(segment.Number) is not null;

    /// <summary>Collects what belongs to a mark.</summary>
    /// <param name="mark">A mark that is not that of an empty store.</param>
    /// <param name="kept">The segments that belong to it, the one that is appended to first.</param>
    /// <returns>Null, or what is missing, as a sentence.</returns>
    internal string? Collect(NodeStoreMark mark, out List<NodeSegment> kept)
    {
        kept = [];
        foreach (NodeSegment compacted in _compacted)
        {
            if (compacted.Header.Hosts[0].First > mark.First) continue;
            if (compacted.Header.Hosts[^1].Last >= mark.First)
                return $"{compacted.Path} has taken over what was written before and after the mark in segment {mark.First}.";
            if (compacted.End != compacted.Header.Length) return Wrong(compacted, compacted.Header.Length);
            kept.Add(compacted);
        }

        if (mark.First > uint.MaxValue || !_data.TryGetValue((uint)mark.First, out NodeSegment? segment))
            return $"There is no segment {mark.First} of nodes.";
        if ((ulong)segment.End < mark.Second || mark.Second < (ulong)segment.Header.ByteLength) return Wrong(segment, mark.Second);
        kept.Insert(0, segment);
        (uint previous, uint length) = (segment.Header.Previous, segment.Header.Length);
        while (previous != 0)
        {
            if (HostOf(previous) is { } run)
            {
                (previous, length) = (run.Previous, run.PreviousLength);
                continue;
            }

            if (!_data.TryGetValue(previous, out NodeSegment? before)) return $"There is no segment {previous} of nodes.";
            if (before.End != length) return Wrong(before, length);
            kept.Add(before);
            (previous, length) = (before.Header.Previous, before.Header.Length);
        }

        return null;
    }

    private static string Wrong(NodeSegment segment, ulong expected) =>
        $"{segment.Path} has {segment.End} bytes where {expected} were expected.";

    private HostedRun? HostOf(uint number)
    {
        foreach (NodeSegment compacted in _compacted)
        {
            foreach (HostedRun run in compacted.Header.Hosts)
            {
                if (number >= run.First && number <= run.Last) return run;
            }
        }

        return null;
    }
}
