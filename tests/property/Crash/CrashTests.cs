using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Nothing acknowledged is ever lost, whatever the disk does; every failure prints the seed that repeats it.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int SeedsByDefault = 5_000;
    private const int SeedsInCampaign = 40_000;

    // In a campaign each of the tiers that openings climb down by themselves is gone through so often.
    private const int TierMin = 500;

    private static readonly string? s_one = Environment.GetEnvironmentVariable("BASIS_SEED");

    [Fact]
    public void Nothing_acknowledged_is_lost_at_any_crash()
    {
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        int seeds = isCampaign ? SeedsInCampaign : SeedsByDefault;
        long operations = 0;
        var tally = new CrashTally();
        var watch = Stopwatch.StartNew();

        // Whoever looks into one seed names it in the environment.
        bool isOne = int.TryParse(s_one, CultureInfo.InvariantCulture, out int one);
        new CrashWatch().Each(isOne ? [one] : Enumerable.Range(0, seeds), seed =>
        {
            var run = new CrashRun(seed, disk => disk) { Trace = isOne ? output.WriteLine : null };
            if (run.Run() is { } broken) throw new CrashViolationException($"Seed {seed}: {broken}");
            operations += run.Operations;
            tally.Add(run.Tally);
            return false;
        });
        output.WriteLine($"{seeds} seeds, {operations} file operations, {tally}, {watch.Elapsed}");
        if (isOne) return;
        Assert.True(tally.Tiers[1] > seeds / 50, "the runs hardly ever tear a tail, so they show little");
        Assert.True(tally.Sweeps > 0 && tally.Archives > 0, "the runs neither sweep nor archive, so they show little");
        if (isCampaign) Assert.All(tally.Tiers[..4], times => Assert.True(times >= TierMin, $"a tier was gone through {times} times only"));
    }
}
