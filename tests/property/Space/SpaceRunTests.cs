using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Stores that run out of room again and again lose nothing and come back; a failure prints the seed that repeats it.</summary>
public sealed class SpaceRunTests(ITestOutputHelper output)
{
    private const int SeedsByDefault = 1000;
    private const int SeedsInCampaign = 50_000;

    [Fact]
    public void Nothing_is_lost_when_space_comes_and_goes()
    {
        int seeds = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? SeedsInCampaign : SeedsByDefault;
        int commits = 0, refusals = 0, stops = 0, degradations = 0, restorations = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            var run = new SpaceRun(seed);
            if (run.Run() is { } broken) Assert.Fail($"Seed {seed}: {broken}");
            commits += run.Commits;
            refusals += run.Refusals;
            stops += run.Stops;
            degradations += run.Degradations;
            restorations += run.Restorations;
        }

        output.WriteLine(
            $"{seeds} seeds, {commits} commits, {refusals} refusals, {degradations} reserves used, {restorations} restored, {stops} stops");
        Assert.True(Math.Min(stops, Math.Min(degradations, restorations)) > seeds / 100, "the runs hardly ever meet a full disk");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void A_full_disk_at_any_file_operation_is_survived(int seed)
    {
        var whole = new SpaceRun(seed, withQuota: false) { OnlyFault = (long.MaxValue, SimDiskFault.None) };
        Assert.Null(whole.Run());
        int degradations = 0;
        for (long at = 1; at <= whole.Operations; at++)
        {
            foreach (SimDiskFault fault in new[] { SimDiskFault.NoSpace, SimDiskFault.ShortWrite })
            {
                var run = new SpaceRun(seed, withQuota: false) { OnlyFault = (at, fault) };
                if (run.Run() is { } broken) Assert.Fail($"Seed {seed}, {fault} at file operation {at}: {broken}");
                degradations += run.Degradations;
            }
        }

        output.WriteLine($"seed {seed}: {whole.Commits} commits, {whole.Operations} file operations, {degradations} reserves used");
        Assert.True(whole.Commits >= 20, $"Seed {seed} commits only {whole.Commits} batches.");
    }
}
