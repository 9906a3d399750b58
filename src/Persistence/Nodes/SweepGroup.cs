namespace BasisTrees.Persistence;

/// <summary>Segments that are swept together: what is needed of them fits into one.</summary>
/// <param name="stretch">The stretch between marks in which all of them are.</param>
internal sealed class SweepGroup(int? stretch)
{
    internal int? Stretch => stretch;

    internal List<NodeSegment> Segments { get; } = [];

    /// <summary>The bytes that are needed.</summary>
    internal long LiveBytes { get; private set; }

    internal void Add(NodeSegment segment, long liveBytes)
    {
        Segments.Add(segment);
        LiveBytes += liveBytes;
    }

    /// <summary>What the segment that replaces them takes over: their runs, those that follow each other joined.</summary>
    internal HostedRun[] Hosts()
    {
        var joined = new List<HostedRun>();
        foreach (HostedRun run in Segments.SelectMany(RunsOf).OrderBy(run => run.First))
        {
            if (joined.Count > 0 && joined[^1].Last == run.Previous) joined[^1] = joined[^1] with { Last = run.Last };
            else joined.Add(run);
        }

        return [.. joined];
    }

    private static IEnumerable<HostedRun> RunsOf(NodeSegment segment) => segment.IsCompacted
        ? segment.Header.Hosts
        : [new HostedRun(segment.Number, segment.Number, segment.Header.Previous, segment.Header.Length)];
}
