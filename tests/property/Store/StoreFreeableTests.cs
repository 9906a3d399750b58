using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>What the figures say a compaction would free, against what one then frees.</summary>
public sealed class StoreFreeableTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_compaction_frees_about_what_was_said(int seed)
    {
        var random = new Random(seed);
        var definition = new StoreDefinition("freeable", new TreeParameters(6), KeyMode.Raw);
        var disk = new SimDisk(seed);
        TreeStore.Create(disk, definition, CheckingBench.StoreId);
        StoreOptions options = CheckingBench.WithNodes with
        {
            CheckpointsRetained = random.Next(1, 4), SweepShareMin = 1, CheckpointOperations = 1_000_000, NodeCompression = false,
            NodeSegmentBytesMax = 16 << 10,
        };
        using TreeStore store = StoreBench.Manual(disk, options);
        long told = 0;
        for (int round = 0; round < 6; round++)
        {
            for (int checkpoint = 0; checkpoint < 4; checkpoint++)
            {
                for (int i = random.Next(5, 30); i > 0; i--)
                    StoreBench.Answer(StoreBench.Group(store, CheckingBench.Change(random, definition))[0]);
                store.Checkpoint(random.Next(8) == 0 ? $"name-{round}-{checkpoint}" : "");
            }

            NodeStoreStatistics before = store.Statistics().Nodes!;
            SweepReport sweep = store.Checkpoint(compact: true).Sweep!;
            NodeStoreStatistics after = store.Statistics().Nodes!;
            output.WriteLine($"dead {before.DeadBytes}, said {before.FreeableBytes}, freed {sweep.BytesFreed}, left {after.FreeableBytes}");

            // The lengths are means, moved records are eight bytes longer, a file that is begun has a header: a few per cent of all bytes.
            long tolerance = (before.Bytes / 12) + 4096;
            Assert.InRange(sweep.BytesFreed, before.FreeableBytes - tolerance, before.FreeableBytes + tolerance);
            Assert.InRange(after.FreeableBytes, 0, tolerance);
            Assert.InRange(before.FreeableBytes, 0, before.DeadBytes);
            told += before.FreeableBytes;
        }

        Assert.True(told > 50_000, $"{told} bytes");
    }
}
