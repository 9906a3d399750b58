using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Generated histories: prover, previews, snapshots and both verifiers against the literal oracle. A failure prints the smallest
/// history that still fails and the seed that repeats it.
/// </summary>
public sealed class TreesHistoryTests(ITestOutputHelper output)
{
    [Fact]
    public void Small_histories_agree_with_the_oracle() =>
        Run(TreesRun.Count(40_000, 1_000_000), TreesHistories.Small);

    [Fact]
    public void Large_histories_agree_with_the_oracle() =>
        Run(TreesRun.Count(5, 100), seed => TreesHistories.Large(seed, keys: 3_000));

    private void Run(int histories, Func<int, TreesHistory> make)
    {
        long operations = 0;
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        for (int i = 0; i < histories; i++)
        {
            TreesHistory history = make(unchecked(TreesRun.Seed + i));
            operations += history.Steps.Count(s => s.Kind == TreesStepKind.Apply);
            if (TreesReplay.Failure(history) is not { } failure) continue;
            (TreesHistory smallest, string why) = TreesShrinker.Shrink(history, failure);
            Assert.Fail($"{why}\nRepeat with BASIS_SEED={history.Seed}\n{smallest}\nThe whole history failed thus: {failure}");
        }

        output.WriteLine($"{histories} histories, {operations} operations");
    }
}
