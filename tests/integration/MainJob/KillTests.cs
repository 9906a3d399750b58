using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// The service is killed with SIGKILL under load; everything it acknowledged is there afterwards. Half of the kills hit a service that does
/// nothing but commit, the other half one that is always in the middle of checkpoints, sweeps and archiving as well.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    // A longer campaign sets it.
    private static int Cycles => Number("BASIS_KILL_CYCLES")
        ?? (Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? 1_000 : 50);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_by_kills()
    {
        int seed = Number("BASIS_SEED") ?? Environment.TickCount;
        output.WriteLine($"seed {seed}");
        using var scratch = new ScratchDirectory();
        var plain = new KillStore(scratch, "plain", seed, isBusy: false);
        var busy = new KillStore(scratch, "busy", seed + 100, isBusy: true);
        var watch = Stopwatch.StartNew();
        for (int cycle = 0; cycle < Cycles; cycle++)
            await (cycle % 2 == 0 ? plain : busy).CycleAsync(TestContext.Current.CancellationToken);

        TimeSpan elapsed = watch.Elapsed;
        plain.CheckWhole();
        busy.CheckWhole();
        output.WriteLine($"{elapsed}, checks {watch.Elapsed - elapsed}\nplain: {plain.Tally}\nbusy: {busy.Tally}");
        AssertHit(busy.Tally);
    }

    // Far less than what is usual, and far more than what would be there if the service did not do these things all the time.
    private static void AssertHit(KillTally tally)
    {
        const int fewest = 20; // below it chance has too much say
        if (tally.Kills < fewest) return;
        Assert.True(tally.FromCheckpoint >= tally.Kills * 3 / 4, $"Too few recoveries took up a checkpoint: {tally}");
        Assert.True(tally.Checkpoints >= tally.Kills / 2, $"Too few checkpoints: {tally}");
        Assert.True(tally.Replaying >= tally.Kills / 3, $"Too few recoveries replayed anything: {tally}");
        Assert.True(tally.InCheckpoint >= tally.Kills / 6, $"Too few kills came in the middle of a checkpoint: {tally}");
        Assert.True(tally.Compacted >= tally.Kills, $"Too few sweeps: {tally}");
        Assert.True(tally.Archived >= tally.Kills, $"Too few segments were archived: {tally}");
        Assert.True(tally.Reappeared > 0, $"No kill came between commit and answer: {tally}");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
