using System.Diagnostics;

namespace BasisTrees.Tests.Property;

/// <summary>Runs seeds one after the other on a thread of its own, and notices when one of them does not end.</summary>
internal sealed class CrashWatch
{
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(2);

    private long _begun;
    private int _seed;
    private Exception? _failure;

    /// <summary>Calls an action for each seed in order until it says that it has seen enough.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="isEnough">Lives through one seed; true to end.</param>
    /// <exception cref="CrashViolationException">A seed does not end.</exception>
    internal void Each(IEnumerable<int> seeds, Func<int, bool> isEnough)
    {
        _begun = Stopwatch.GetTimestamp();
        var runner = new Thread(() => Run(seeds, isEnough)) { IsBackground = true };
        runner.Start();
        while (!runner.Join(TimeSpan.FromSeconds(1)))
        {
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _begun)) > HangAfter)
                throw new CrashViolationException($"Seed {Volatile.Read(ref _seed)} does not end.");
        }

        if (_failure is not null) throw _failure;
    }

    private void Run(IEnumerable<int> seeds, Func<int, bool> isEnough)
    {
        try
        {
            foreach (int seed in seeds)
            {
                Volatile.Write(ref _seed, seed);
                Volatile.Write(ref _begun, Stopwatch.GetTimestamp());
                if (isEnough(seed)) return;
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
