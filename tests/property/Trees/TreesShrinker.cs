namespace BasisTrees.Tests.Property;

/// <summary>Makes a failing history smaller by leaving steps out for as long as it still fails.</summary>
internal static class TreesShrinker
{
    private const int TriesMax = 4_000;

    /// <summary>The smallest failing history that was found, and its failure.</summary>
    public static (TreesHistory History, string Failure) Shrink(
        TreesHistory history, string failure, Func<TreesHistory, string?>? replay = null)
    {
        replay ??= TreesReplay.Failure;
        int tries = 0;
        for (int chunk = Math.Max(1, history.Steps.Count / 2); chunk >= 1; chunk = chunk == 1 ? 0 : (chunk + 1) / 2)
        {
            for (int start = 0; start < history.Steps.Count && tries < TriesMax;)
            {
                tries++;
                TreesHistory smaller = history with { Steps = [.. history.Steps.Take(start), .. history.Steps.Skip(start + chunk)] };
                if (replay(smaller) is { } still) (history, failure) = (smaller, still);
                else start += chunk;
            }
        }

        return (history, failure);
    }
}
