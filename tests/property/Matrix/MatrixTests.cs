using System.Diagnostics;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Every file of a store at rest, damaged in every way at every place. Opening it gives what was acknowledged or says what is wrong where;
/// never a wrong answer, never a loss without a word, and the evidence stays.
/// </summary>
/// <remarks>
/// In a campaign all eight bits of each byte are flipped. With BASIS_MATRIX=file the table of outcomes is written to a file, between the
/// marks if it has them: docs/RECOVERY.md has its table from such a run.
/// </remarks>
public sealed class MatrixTests(ITestOutputHelper output)
{
    private const int Seed = 3;

    [Fact]
    public void Every_damage_is_survived_or_named()
    {
        var run = new MatrixRun(Seed, isWhole: Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1");
        var watch = Stopwatch.StartNew();
        run.Run(MatrixSeeds.All());
        output.WriteLine($"seed {Seed}, {watch.Elapsed}: {run.Table.Summary()}");
        if (Environment.GetEnvironmentVariable("BASIS_MATRIX") is { Length: > 0 } path) run.Table.Write(path);
        Assert.True(run.Violations.Count == 0, $"{run.Table.Violations} violations:\n" + string.Join('\n', run.Violations));
        Assert.True(run.Table.Count(MatrixOutcome.NeedsPinnedHead) > 0, "No cell is one that a single machine cannot see.");
        string page = HouseRepository.Read("docs/RECOVERY.md");
        string[] missing = [.. run.Table.Rows().Where(row => !page.Contains(row, StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, "docs/RECOVERY.md lacks these cells (see the remarks):\n" + string.Join('\n', missing));
    }

    // A map that no store has bytes for would say nothing.
    [Fact]
    public void The_stores_hold_every_kind_of_file()
    {
        KeyValuePair<string, byte[]>[] files = [.. MatrixSeeds.All().SelectMany(store => store.Image)];
        Assert.Empty(MatrixKinds.Names.Except(files.Select(file => MatrixKinds.Of(file.Key).Name)));
        (string Kind, string Class)[] held = [.. files.SelectMany(
            file => MatrixKinds.Of(file.Key).Map(file.Value).Distinct().Select(name => (MatrixKinds.Of(file.Key).Name, name)))];
        Assert.Contains(("node segment", "packed leaf"), held);
        Assert.Contains(("node segment", "hosted"), held);
        Assert.Contains(("node segment", "tombstones"), held);
        Assert.Contains(("full checkpoint", "packed payload"), held);
        Assert.Contains(("full checkpoint", "payload"), held);
    }

    [Fact]
    public void Every_kind_of_file_has_a_map_of_its_bytes()
    {
        foreach (MatrixStore store in MatrixSeeds.All())
        {
            foreach ((string name, byte[] bytes) in store.Image)
            {
                Assert.True(MatrixKinds.Find(name) is not null, $"{store.Name}: no kind for {name}");
                Assert.Equal(bytes.Length, MatrixKinds.Of(name).Map(bytes).Length);
            }
        }
    }
}
