using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Options that change while a store is open take effect at the next group, and nothing else changes.</summary>
public sealed class StoreReconfigureTests
{
    private static readonly StoreOptions s_never = new()
    {
        NodeCacheBytes = 4 << 20, CheckpointOperations = 1_000_000, CheckpointInterval = null, CheckpointsRetained = 5, ReserveBytes = 0,
        CheckpointAtClose = false,
    };

    [Fact]
    public void A_checkpoint_is_due_as_is_said_last()
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = Manual(disk, s_never);
        for (int i = 0; i < 20; i++) Answer(Group(store, Batch(Put($"a{i}", "v")))[0]);
        Assert.Empty(store.Checkpoints());
        store.Reconfigure(s_never with { CheckpointOperations = 3 });
        for (int i = 0; i < 20; i++) Answer(Group(store, Batch(Put($"b{i}", "v")))[0]);
        Assert.Equal(5, store.Checkpoints().Count); // as many as are kept
        long newest = store.Checkpoints()[0].Revision;
        store.Reconfigure(s_never with { CheckpointsRetained = 2 });
        for (int i = 0; i < 20; i++) Answer(Group(store, Batch(Put($"c{i}", "v")))[0]);
        Assert.Equal(newest, store.Checkpoints()[0].Revision);
        store.Checkpoint();
        Assert.Equal(2, store.Checkpoints().Count);
    }

    [Fact]
    public void The_rest_of_the_options_is_not_looked_at()
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = Manual(disk, s_never);
        store.Reconfigure(new StoreOptions { NodeCacheBytes = 64 << 10, BatchOperationsMax = 1, NodeEngine = NodeEngine.Memory });
        Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Batch(Put("a", "v"), Put("b", "v")))[0]).Outcome);
        Assert.Equal(4 << 20, store.Statistics().ResidentBytesMax);
        Assert.True(store.KeepsCheckpoints);
        Assert.Throws<ArgumentNullException>(() => store.Reconfigure(null!));
        using TreeStore inMemory = Manual(NewDisk(Hashed), LogOnly);
        inMemory.Reconfigure(s_never); // there is nothing that it could change
        Assert.Equal(CommitOutcome.Committed, Answer(Group(inMemory, Batch(Put("a", "v")))[0]).Outcome);
    }

    [Fact]
    public async Task Commits_go_on_while_options_change_and_everything_is_there_afterwards()
    {
        SimDisk disk = NewDisk(Hashed);
        const int batches = 400;
        using (TreeStore store = TreeStore.Open(disk, s_never))
        {
            var random = new Random(5);
            using var ended = new CancellationTokenSource();
            Task changing = Task.Run(() =>
            {
                while (!ended.IsCancellationRequested)
                {
                    store.Reconfigure(s_never with
                    {
                        CheckpointOperations = random.Next(1, 40),
                        CheckpointInterval = random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 50)),
                        CheckpointsRetained = random.Next(1, 4),
                        SweepShareMin = random.Next(5, 100) / 100.0,
                        LogRetention = random.Next(2) == 0 ? null : TimeSpan.Zero,
                    });
                    Thread.Yield();
                }
            });
            for (int i = 0; i < batches; i++)
            {
                CommitResult result = await store.CommitAsync(Batch(Put($"k{i % 50}", $"v{i}")));
                Assert.Equal(CommitOutcome.Committed, result.Outcome);
            }

            await ended.CancelAsync();
            await changing;
            Assert.Null(store.StopCause);
        }

        using TreeStore again = TreeStore.Open(disk, s_never);
        Assert.Equal(batches, again.Head.Revision);
        Assert.True(again.Check(new FsckOptions { IsDeep = true }).IsClean);
        using StoreSnapshot snapshot = again.Snapshot();
        for (int i = batches - 50; i < batches; i++)
        {
            Assert.True(snapshot.TryGet(Bytes($"k{i % 50}"), out byte[]? value));
            Assert.Equal(Bytes($"v{i}"), value);
        }
    }
}
