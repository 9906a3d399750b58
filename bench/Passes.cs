using System.Diagnostics;

namespace BasisTrees.Bench;

/// <summary>Repeats a pass until enough time has gone by.</summary>
internal static class Passes
{
    public static (long Operations, long Hashes) AtLeast(double seconds, Func<(long Operations, long Hashes)> pass)
    {
        long start = Stopwatch.GetTimestamp();
        (long operations, long hashes) = pass();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            (long moreOperations, long moreHashes) = pass();
            operations += moreOperations;
            hashes += moreHashes;
        }

        return (operations, hashes);
    }
}
