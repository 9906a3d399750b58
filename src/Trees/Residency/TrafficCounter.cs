namespace BasisTrees;

/// <summary>Counts the nodes that searches pass and miss: once for each search, which knows at its end how long it was.</summary>
/// <remarks>
/// The writer adds to figures of its own without an interlocked instruction; any other thread adds to one of some counters, each in cache
/// lines of its own, so that readers side by side seldom meet.
/// </remarks>
internal sealed class TrafficCounter
{
    private const int Counters = 16;
    private const int Stride = 16;
    private const int MissedOffset = 1;

    // Two figures in each stretch of cache lines: passed, missed. The first stretch is the writer's, written by it alone.
    private readonly long[] _figures = new long[(Counters + 2) * Stride];

    /// <summary>The sums of this moment. Any thread.</summary>
    public NodeTraffic Read()
    {
        long passed = 0;
        long missed = 0;
        for (int counter = 0; counter <= Counters; counter++)
        {
            passed += Volatile.Read(ref Figure(counter));
            missed += Volatile.Read(ref Figure(counter, MissedOffset));
        }

        return new NodeTraffic(passed, missed);
    }

    /// <summary>Counts the nodes of a search of the writer's.</summary>
    public void CountOfWriter(int passed) => Volatile.Write(ref Figure(0), Figure(0) + passed);

    /// <summary>Counts one of those nodes that was not in memory.</summary>
    public void CountMissOfWriter() => Volatile.Write(ref Figure(0, MissedOffset), Figure(0, MissedOffset) + 1);

    /// <summary>Counts the nodes of a search of a reader's. Any thread.</summary>
    /// <param name="passed">All of them.</param>
    /// <param name="missed">Those that were read from the store.</param>
    public void Count(int passed, int missed)
    {
        int counter = 1 + (Environment.CurrentManagedThreadId & (Counters - 1));
        Interlocked.Add(ref Figure(counter), passed);
        if (missed > 0) Interlocked.Add(ref Figure(counter, MissedOffset), missed);
    }

    private ref long Figure(int counter, int offset = 0) => ref _figures[((counter + 1) * Stride) + offset];
}
