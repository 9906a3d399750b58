namespace BasisTrees.Persistence;

/// <summary>The segments that there are at one moment. Immutable: a change is another table, and readers of this one go on.</summary>
internal sealed class NodeSegmentTable
{
    internal static readonly NodeSegmentTable Empty = new([]);

    private readonly NodeSegment[] _newestFirst;
    private readonly HostedRun[] _runs; // sorted, not overlapping
    private readonly NodeSegment[] _hosts; // the segment in which the records of the run with the same index are

    internal NodeSegmentTable(IEnumerable<NodeSegment> segments)
    {
        _newestFirst = [.. segments.OrderByDescending(segment => segment.Number)];
        var runs = new List<(HostedRun Run, NodeSegment Host)>();
        foreach (NodeSegment segment in _newestFirst)
        {
            if (segment.IsCompacted) runs.AddRange(segment.Header.Hosts.Select(run => (run, segment)));
            else runs.Add((new HostedRun(segment.Number, segment.Number, 0, 0), segment));
        }

        runs.Sort((a, b) => a.Run.First.CompareTo(b.Run.First));
        _runs = [.. runs.Select(pair => pair.Run)];
        _hosts = [.. runs.Select(pair => pair.Host)];
    }

    internal ReadOnlySpan<NodeSegment> NewestFirst => _newestFirst;

    /// <summary>The memory of indexes and buffers.</summary>
    internal long MemoryBytes => _newestFirst.Sum(segment => segment.MemoryBytes);

    /// <summary>How often an index had to be made anew.</summary>
    internal int IndexesRebuilt => _newestFirst.Sum(segment => segment.Index.Rebuilds);

    /// <summary>The segment that has the records of a place's segment, or null if there is none.</summary>
    internal NodeSegment? Find(NodePlace place)
    {
        ulong number = place.Number >> 32;
        int low = 0;
        int high = _runs.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].First <= number) low = middle + 1;
            else high = middle;
        }

        return low > 0 && _runs[low - 1].Last >= number ? _hosts[low - 1] : null;
    }

    internal NodeSegmentTable With(NodeSegment added) => new(_newestFirst.Append(added));
}
