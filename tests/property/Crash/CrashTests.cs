using System.Diagnostics;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Nothing acknowledged is ever lost, whatever the disk does; every failure prints the seed that repeats it.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int SeedsByDefault = 10_000;
    private const int SeedsInCampaign = 40_000;

    [Fact]
    public void Nothing_acknowledged_is_lost_at_any_crash()
    {
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        int seeds = isCampaign ? SeedsInCampaign : SeedsByDefault;
        long operations = 0;
        int recoveries = 0;
        int cuts = 0;
        var watch = Stopwatch.StartNew();
        for (int seed = 0; seed < seeds; seed++)
        {
            var run = new CrashRun(seed, disk => disk);
            if (run.Run() is { } broken) Assert.Fail($"Seed {seed}: {broken}");
            operations += run.Operations;
            recoveries += run.Recoveries;
            cuts += run.Cuts;
        }

        output.WriteLine($"{seeds} seeds, {operations} file operations, {recoveries} recoveries, {cuts} torn tails cut, {watch.Elapsed}");
        Assert.True(cuts > seeds / 50, "the runs hardly ever tear a tail, so they show little");
    }
}
