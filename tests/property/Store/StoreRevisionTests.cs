using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Reading the revisions of kept checkpoints, compared with the slow tree as it was then.</summary>
public sealed class StoreRevisionTests(ITestOutputHelper output)
{
    private static readonly StoreOptions s_options = WithNodes with { CheckpointOperations = 60, CheckpointsRetained = 3 };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_kept_revision_answers_as_it_was_while_the_store_goes_on(int seed)
    {
        using var bench = new StoreRevisionBench(seed, s_options);
        var random = new Random(seed);
        var open = new List<(StoreSnapshot Snapshot, int Until)>();
        int asked = 0;
        int outlived = 0;
        for (int step = 0; step < 120; step++)
        {
            bench.Commit();
            if (random.Next(9) == 0) bench.Store.Checkpoint(random.Next(3) == 0 ? $"name-{step}" : "", compact: random.Next(2) == 0);
            if (random.Next(15) == 0 && bench.Names().FirstOrDefault() is { } name) bench.Store.UnpinCheckpoint(name);
            if (random.Next(40) == 0 && open.Count == 0) bench.Reopen();
            if (step % 4 == 0) asked += bench.AskKept(random);
            if (random.Next(6) == 0 && bench.NextToGo() is { } oldest)
            {
                Assert.True(bench.Store.TrySnapshotAt(oldest, out StoreSnapshot? held));
                open.Add((held, step + random.Next(5, 40)));
            }

            HashSet<long> kept = [.. bench.Kept()];
            foreach ((StoreSnapshot snapshot, _) in open)
            {
                bench.Ask(snapshot, random);
                if (!kept.Contains(snapshot.Revision)) outlived++;
            }

            foreach ((StoreSnapshot snapshot, _) in open.Where(one => one.Until <= step)) snapshot.Dispose();
            open.RemoveAll(one => one.Until <= step);
        }

        foreach ((StoreSnapshot snapshot, _) in open) snapshot.Dispose();
        output.WriteLine($"{asked} revisions asked, {outlived} times after their checkpoint was gone");
        Assert.True(asked > 60 && outlived > 10, $"{asked} {outlived}");
        FsckReport report = Check(bench.CloseDisk(), s_options);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
    }

    [Fact]
    public void What_is_not_retained_is_an_answer_and_leaves_nothing_behind()
    {
        using var bench = new StoreRevisionBench(2, s_options with { CheckpointsRetained = 1, CheckpointOperations = 1_000_000 });
        for (int i = 0; i < 12; i++)
        {
            bench.Commit();
            if (i is 3 or 7) bench.Store.Checkpoint(compact: true);
        }

        long[] readable = [.. Enumerable.Range(-1, 16).Where(revision => bench.IsReadable(revision)).Select(revision => (long)revision)];
        Assert.Equal([8, 12], readable); // the kept checkpoint and the head
        Assert.False(bench.IsReadable(long.MaxValue));
        Assert.True(bench.Store.TrySnapshotAt(8, out StoreSnapshot? held));
        bench.Commit();
        bench.Store.Checkpoint(compact: true);
        Assert.True(bench.IsReadable(8)); // for it is being read
        bench.Ask(held, new Random(1));
        held.Dispose();
        bench.Commit();
        bench.Store.Checkpoint(compact: true);
        Assert.False(bench.IsReadable(8));
    }

    [Fact]
    public void A_reader_who_forgets_his_snapshot_does_not_hold_it_for_ever()
    {
        using var bench = new StoreRevisionBench(1, s_options with { CheckpointsRetained = 1, CheckpointOperations = 1_000_000 });
        bench.Commit();
        bench.Store.Checkpoint();
        bench.Commit();
        Forget(bench.Store);
        for (int i = 0; i < 50 && bench.IsReadable(1); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            bench.Commit();
            bench.Store.Checkpoint(compact: true);
        }

        Assert.False(bench.IsReadable(1));
    }

    [Fact]
    public void A_store_in_memory_and_a_closed_one_have_no_earlier_revisions()
    {
        using var bench = new StoreRevisionBench(1, CheckingBench.LogOnly);
        bench.Commit();
        bench.Commit();
        Assert.Equal((false, true), (bench.IsReadable(1), bench.IsReadable(2)));
        bench.Store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bench.Store.TrySnapshotAt(2, out _));
    }

    [Fact]
    public void A_damaged_checkpoint_is_damage_and_not_a_missing_revision()
    {
        using var bench = new StoreRevisionBench(1, s_options with { CheckpointOperations = 1_000_000 });
        bench.Commit();
        bench.Store.Checkpoint();
        bench.Commit();
        byte[] bytes = Read(bench.Disk, FileNames.Checkpoint(1));
        bytes[60] ^= 1;
        bench.Disk.Replace(FileNames.Checkpoint(1), bytes);
        Assert.Throws<StoreDamagedException>(() => bench.Store.TrySnapshotAt(1, out _));
    }

    [Fact]
    public async Task Readers_of_kept_revisions_are_not_disturbed_by_checkpoints_and_sweeps()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var bench = new StoreRevisionBench(3, s_options with { CheckpointsRetained = 2, CheckpointOperations = 30 }, hasThread: true);
        bench.Commit();
        bench.Store.Checkpoint();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() => bench.ReadUntil(stop.Token, reader), cancellation))];
        for (int i = 0; i < 150; i++)
        {
            bench.Commit();
            if (i % 10 == 0) bench.Store.Checkpoint(compact: i % 20 == 0);
        }

        await stop.CancelAsync();
        int[] asked = await Task.WhenAll(readers);
        output.WriteLine($"{asked.Sum()} revisions asked");
        Assert.True(asked.Sum() > 0);
        Assert.Null(bench.Store.StopCause);
    }

    private static void Forget(TreeStore store) => Assert.True(store.TrySnapshotAt(1, out _));
}
