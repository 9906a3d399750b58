using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Generated histories of a tree that is partly in memory, beside the same tree in memory as a whole. A failure prints the smallest history
/// that still fails and the seed that repeats it.
/// </summary>
public sealed class ResidencyHistoryTests(ITestOutputHelper output)
{
    [Fact]
    public void Small_histories_agree_with_a_whole_tree() => Run(TreesRun.Count(4_000, 200_000), TreesHistories.Small);

    [Fact]
    public void Large_histories_agree_with_a_whole_tree() => Run(TreesRun.Count(3, 60), seed => TreesHistories.Large(seed, keys: 1_500));

    private void Run(int histories, Func<int, TreesHistory> make)
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int failures = ResidencyReplay.Failures;
        for (int i = 0; i < histories; i++)
        {
            TreesHistory history = make(unchecked(TreesRun.Seed + i));
            if (ResidencyReplay.Failure(history) is not { } failure) continue;
            (TreesHistory smallest, string why) = TreesShrinker.Shrink(history, failure, ResidencyReplay.Failure);
            Assert.Fail($"{why}\nRepeat with BASIS_SEED={history.Seed}\n{smallest}\nThe whole history failed thus: {failure}");
        }

        output.WriteLine($"{histories} histories, {ResidencyReplay.Failures - failures} failures of the store");
        Assert.True(ResidencyReplay.Failures - failures >= histories / 400); // of a few large ones perhaps none
    }
}
