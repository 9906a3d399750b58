using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Short lives of a store with each kind of fault at each single file operation.</summary>
public sealed class CrashExhaustiveTests(ITestOutputHelper output)
{
    // Between them: durable and not, one segment and several, raw, hashed and padded keys.
    public static TheoryData<int> Seeds => [4, 7, 12, 15, 19, 26];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_fault_at_every_file_operation_is_survived(int seed)
    {
        var whole = new CrashRun(seed, disk => disk) { OnlyFault = (long.MaxValue, SimDiskFault.None) };
        Assert.Null(whole.Run());
        int runs = 0;
        for (long at = 1; at <= whole.Operations; at++)
        {
            foreach (SimDiskFault fault in Enum.GetValues<SimDiskFault>())
            {
                if (fault == SimDiskFault.None) continue;
                var run = new CrashRun(seed, disk => disk) { OnlyFault = (at, fault) };
                if (run.Run() is { } broken) Assert.Fail($"Seed {seed}, {fault} at file operation {at}: {broken}");
                runs++;
            }
        }

        output.WriteLine($"seed {seed}: {whole.Sent} operations sent, {whole.Operations} file operations, {runs} runs");
        Assert.True(whole.Sent >= 40, $"Seed {seed} sends only {whole.Sent} operations.");
    }
}
