using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The crash runs are worth something: each planted bug breaks a promise within the seeds that a sound store survives.</summary>
public sealed class CrashBugTests(ITestOutputHelper output)
{
    private const int SeedsMax = 25_000;

    // The last one needs more accidents in a row than chance brings about: LogRecoveryTests arranges them. Without the checksums of nodes
    // no promise breaks, for readers hash nodes and compare routing keys: NodesDamageTests holds the engine to them.
    public static TheoryData<CrashBug> Bugs =>
        [.. Enum.GetValues<CrashBug>().Where(bug => bug is not (CrashBug.CutNotRepeated or CrashBug.NoNodeChecksums))];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found(CrashBug bug)
    {
        bool isFound = false;
        new CrashWatch().Each(Enumerable.Range(0, SeedsMax), seed =>
        {
            if (new CrashRun(seed, disk => new CrashBugDisk(disk, bug)).Run() is not { } broken) return false;
            output.WriteLine($"{bug}: found by seed {seed}: {broken.Split('\n')[0]}");
            return isFound = true;
        });
        Assert.True(isFound, $"{bug} survived {SeedsMax} seeds.");
    }
}
