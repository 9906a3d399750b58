using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Checks of a store that is in use: while it commits, rolls over, writes checkpoints, sweeps and archives.</summary>
public sealed class CheckingOnlineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.None)]
    public async Task Nothing_is_found_while_commits_and_checkpoints_go_on(Durability durability)
    {
        SimDisk disk = Nodes(3, groups: 5);
        StoreOptions options = WithNodes with { Durability = durability, LogRetention = TimeSpan.Zero };
        using TreeStore store = TreeStore.Open(disk, options, new SimClock());
        using var ending = new CancellationTokenSource();
        Task<int> commits = Task.Run(() =>
        {
            var random = new Random(1);
            int count = 0;
            for (; !ending.IsCancellationRequested; count++)
            {
                Assert.Equal(CommitOutcome.Committed, store.Commit(Change(random, store.Definition)).Outcome);
                if (count % 50 == 0) store.Checkpoint(compact: count % 100 == 0);
            }

            return count;
        });
        try
        {
            for (int i = 0; i < 25; i++)
            {
                long before = store.Head.Revision;
                FsckReport report = store.Check(new FsckOptions { IsDeep = i % 8 == 7 });
                Assert.True(report.IsClean, string.Join('\n', report.Findings));
                Assert.True(report.IsOnline && report.Revision <= store.Head.Revision);
                if (durability == Durability.Durable) Assert.True(report.Revision >= before);
            }
        }
        finally
        {
            await ending.CancelAsync();
            output.WriteLine($"{await commits} commits, {store.Statistics().CheckpointRevision} the last checkpoint");
        }

        Assert.Null(store.StopCause);
    }

    [Fact]
    public void Damage_is_found_while_the_store_is_in_use_and_what_comes_later_is_not_looked_at()
    {
        SimDisk disk = Nodes(4);
        using TreeStore store = StoreBench.Manual(disk, WithNodes);
        (string name, long offset) = CheckingForge.Find(disk, store.Definition, body => body[0] == EncodedNode.LeafTag);
        disk.Flip(name, (int)offset + 20, 1);
        FsckReport report = store.Check();
        Assert.Contains(report.Findings, finding => finding.Kind == FsckKind.Tree && finding.File == disk.PathOf(name));
        Assert.Contains(report.Findings, finding => finding.Kind == FsckKind.NodeRecord && finding.Offset == offset);
        disk.Flip(name, (int)offset + 20, 1);
        Assert.True(store.Check().IsClean);

        (long at, _) = Frames(disk, 2)[0];
        disk.Flip(FileNames.Segment(2), (int)at + 50, 1);
        FsckFinding found = Assert.Single(store.Check().Findings);
        Assert.Equal((FsckKind.Frame, at), (found.Kind, found.Offset));
    }
}
