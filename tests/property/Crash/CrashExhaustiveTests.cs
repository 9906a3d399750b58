using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Short lives of a store with each kind of fault at each single file operation.</summary>
public sealed class CrashExhaustiveTests(ITestOutputHelper output)
{
    // One life archives segments of the log, one sweeps nodes.
    private static readonly int[] s_byDefault = [1363, 551];

    // Between them: durable and not, one segment and several, raw, hashed and padded keys, sweeps, archives, checkpoints with names.
    private static readonly int[] s_inCampaign = [4, 7, 12, 15, 19, 26, 228, 486, 551, 556, 699, 900, 1363, 1489];

    [Fact]
    public void Every_fault_at_every_file_operation_is_survived()
    {
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        int sweeps = 0;
        int archives = 0;
        foreach (int seed in isCampaign ? s_inCampaign : s_byDefault)
        {
            CrashRun whole = Try(seed, long.MaxValue, SimDiskFault.None);
            var faults = Enum.GetValues<SimDiskFault>().Where(fault => fault != SimDiskFault.None).ToArray();
            IEnumerable<int> places = Enumerable.Range(0, checked((int)whole.Operations * faults.Length));
            new CrashWatch().Each(places, place =>
            {
                Try(seed, 1 + place / faults.Length, faults[place % faults.Length]);
                return false;
            });
            output.WriteLine($"seed {seed}: {whole.Operations} file operations, {whole.Operations * faults.Length} runs; {whole.Tally}");
            Assert.True(whole.Tally.Sent >= 40, $"Seed {seed} sends only {whole.Tally.Sent} operations.");
            sweeps += whole.Tally.Sweeps;
            archives += whole.Tally.Archives;
        }

        Assert.True(sweeps > 0 && archives > 0, "No life sweeps nodes and archives segments: choose other seeds.");
    }

    private static CrashRun Try(int seed, long at, SimDiskFault fault)
    {
        var run = new CrashRun(seed, disk => disk) { OnlyFault = (at, fault) };
        return run.Run() is { } broken
            ? throw new CrashViolationException($"Seed {seed}, {fault} at file operation {at}: {broken}")
            : run;
    }
}
