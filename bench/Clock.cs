using System.Diagnostics;

namespace BasisTrees.Bench;

/// <summary>Measures rounds: the heap is put in order and the floor sampled before each.</summary>
internal sealed class Clock(Floor floor)
{
    // What the runtime itself may take in a round; a single byte per operation would be far more.
    private const long AllocatedBytesMax = 1024;

    /// <summary>Measures one round and adds it to a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="work">Does the work and says how many operations it was and how many labels were computed (0: not counted).</param>
    public void Measure(Row row, Func<(long Operations, long Hashes)> work)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        floor.Sample();
        (int gen0, int gen1, int gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        (long operations, long hashes) = work();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        processor = Environment.CpuUsage.TotalTime - processor;
        row.Rounds.Add(new Round(
            operations,
            elapsed.TotalSeconds,
            processor.TotalSeconds,
            allocated,
            (GC.CollectionCount(0) - gen0, GC.CollectionCount(1) - gen1, GC.CollectionCount(2) - gen2),
            hashes));
        if (row.MustNotAllocate && allocated > AllocatedBytesMax)
        {
            throw new WrongResultException($"'{row.Name}' allocated {allocated:N0} bytes in {operations:N0} operations.");
        }
    }
}
