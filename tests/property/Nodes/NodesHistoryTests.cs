using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Random histories of writing, burying, syncing, sweeping, opening and crashing, compared with a literal model.</summary>
public sealed class NodesHistoryTests
{
    private static readonly bool s_isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";

    [Theory]
    [InlineData("memory", 40)]
    [InlineData("simulated", 60)]
    [InlineData("directory", 3)]
    public void Random_histories_equal_the_model(string name, int seeds)
    {
        foreach (int seed in Seeds(seeds)) Guard(seed, () => RunHistory(name, seed));
    }

    [Fact]
    public void Crashes_at_random_operations_lose_nothing_that_was_synced()
    {
        foreach (int seed in Seeds(120)) Guard(seed, () => RunCrashes(seed));
    }

    private static IEnumerable<int> Seeds(int count) => Enumerable.Range(1, s_isCampaign ? 40 * count : count);

    private static void Guard(int seed, Action run)
    {
        try
        {
            run();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
    }

    private static void RunHistory(string name, int seed)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        var history = new NodesHistory(seed);
        INodeStore store = engine.Open();
        for (int life = 0; life < 4; life++)
        {
            for (int step = 0; step < 40; step++) history.Step(store);
            history.Check(store);
            if (engine.IsDurable)
            {
                store.Dispose();
                store = engine.Open();
            }

            history.Return(store);
            history.Check(store);
        }

        store.Dispose();
    }

    private static void RunCrashes(int seed)
    {
        var disk = new SimDisk(seed);
        var random = new Random(seed);
        var history = new NodesHistory(seed);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk);
        for (int life = 0; life < 6; life++)
        {
            disk.FailAt(random.Next(1, 250), (SimDiskFault)random.Next(1, 6));
            try
            {
                for (int step = 0; step < 60; step++) history.Step(store);
                store.Dispose();
            }
            catch (StoreException)
            {
                if (!history.IsReading) CheckStopped(store);
            }

            disk.FailNoMore();
            if (disk.IsDown || random.Next(2) == 0) disk.Crash();
            else disk.Kill();
            store = NodesEngine.OpenSegments(disk);
            history.Return(store);
            history.Check(store);
        }
    }

    // After a failure nothing is written any more.
    private static void CheckStopped(SegmentNodeStore store)
    {
        NodesItem item = NodesItem.Leaf(-1);
        Assert.Throws<StoreStoppedException>(() => store.Write(item.Label, item.Bytes, 1));
        Assert.Throws<StoreStoppedException>(() => store.Bury([]));
        Assert.Throws<StoreStoppedException>(() => store.Sync());
        Assert.Throws<StoreStoppedException>(() => store.Sweep(new SweepOrder([])));
        Assert.Throws<StoreStoppedException>(() => store.Heal(item.Label, default, item.Bytes));
    }
}
