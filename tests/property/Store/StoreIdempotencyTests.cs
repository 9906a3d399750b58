using System.Buffers.Binary;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A batch with an idempotency key is committed once, however often it is sent, through crashes, checkpoints and restores.
/// </summary>
public sealed class StoreIdempotencyTests(ITestOutputHelper output)
{
    private static readonly StoreOptions s_nodes = new()
    {
        NodeCacheBytes = 64 << 10, NodeSegmentBytesMax = 4 << 10, SegmentBytesMax = 1 << 10, CheckpointOperations = 5,
        CheckpointInterval = null,
    };

    [Fact]
    public void A_batch_that_is_sent_again_is_answered_with_what_came_of_it()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        CommitResult first = store.Commit(Keyed("k1", Insert("a", "1")));
        store.Commit(Batch(Put("b", "2")));
        CommitResult again = store.Commit(Keyed("k1", Insert("a", "1")));
        Assert.Equal((CommitOutcome.Committed, 1L), (first.Outcome, first.Revision));
        Assert.Equal((CommitOutcome.Repeated, 1L, first.After), (again.Outcome, again.Revision, again.After));
        Assert.Empty(again.Answers);
        Assert.Equal(2, store.Head.Revision);
        Assert.Equal("k1"u8, store.ReadLog(1).First().IdempotencyKey.Span);
        Assert.True(store.ReadLog(2).First().IdempotencyKey.IsEmpty);
    }

    [Fact]
    public void A_condition_is_not_asked_a_second_time()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        Digest empty = store.Head.Digest;
        Batch batch = Keyed("k", Insert("a", "1")) with { ExpectedDigest = empty };
        Assert.Equal(CommitOutcome.Committed, store.Commit(batch).Outcome);
        Assert.Equal(CommitOutcome.Repeated, store.Commit(batch).Outcome);
        Assert.Equal(CommitOutcome.KeyReused, store.Commit(batch with { ExpectedDigest = null }).Outcome);
    }

    [Fact]
    public void A_key_stands_for_one_batch()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        store.Commit(Keyed("k", Insert("a", "1")));
        Batch[] others = [Keyed("k", Insert("a", "2")), Keyed("k", Put("a", "1")), Keyed("k", Insert("a", "1"), Put("b", ""))];
        foreach (Batch other in others)
        {
            CommitResult refused = store.Commit(other);
            Assert.Equal((CommitOutcome.KeyReused, 1L), (refused.Outcome, refused.Revision));
            Assert.Contains("revision 1", refused.Explanation, StringComparison.Ordinal);
        }

        Assert.Equal(1, store.Head.Revision);
        Assert.Equal(CommitOutcome.TooLarge, store.Commit(Keyed(new string('k', 65), Insert("b", "1"))).Outcome);
        Assert.Equal(CommitOutcome.Committed, store.Commit(Keyed(new string('k', 64), Insert("b", "1"))).Outcome);
    }

    [Fact]
    public void What_is_refused_or_changes_nothing_leaves_no_trace()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        Assert.Equal(CommitOutcome.Refused, store.Commit(Keyed("k", Operation.Update(Bytes("a"), Bytes("1")))).Outcome);
        Assert.Equal(CommitOutcome.Answered, store.Commit(Keyed("k", Operation.Lookup(Bytes("a")))).Outcome);
        Assert.Equal(CommitOutcome.Committed, store.Commit(Keyed("k", Insert("a", "1"))).Outcome);
        Assert.Equal(CommitOutcome.Answered, store.Commit(Keyed("k", Operation.Lookup(Bytes("a")))).Outcome);
    }

    [Fact]
    public void The_same_batch_twice_in_one_group_is_committed_once()
    {
        using TreeStore store = Manual(NewDisk(Padded));
        Task<CommitResult>[] answers = Group(store, Keyed("k", Add(1)), Keyed("k", Add(1)), Keyed("k", Add(2)), Keyed("l", Add(1)));
        Assert.Equal(
            [CommitOutcome.Committed, CommitOutcome.Repeated, CommitOutcome.KeyReused, CommitOutcome.Committed],
            answers.Select(answer => Answer(answer).Outcome));
        Assert.Equal(2, Sum(store));
    }

    [Fact]
    public void As_many_keys_are_remembered_as_the_options_say()
    {
        SimDisk disk = NewDisk(Padded);
        StoreOptions options = s_nodes with { IdempotencyKeysMax = 3 };
        using (TreeStore store = Manual(disk, options))
        {
            for (int i = 0; i < 5; i++) Group(store, Keyed($"k{i}", Add(1)));
            Assert.Equal(CommitOutcome.Repeated, Answer(Group(store, Keyed("k2", Add(1)))[0]).Outcome);
            Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Keyed("k1", Add(1)))[0]).Outcome);
        }

        using (TreeStore store = Manual(disk, options with { IdempotencyKeysMax = 2 }))
        {
            Assert.Equal(CommitOutcome.Repeated, Answer(Group(store, Keyed("k1", Add(1)))[0]).Outcome);
            Assert.Equal(CommitOutcome.Repeated, Answer(Group(store, Keyed("k4", Add(1)))[0]).Outcome);
            Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Keyed("k3", Add(1)))[0]).Outcome);
            Assert.Equal(7, Sum(store));
        }
    }

    [Fact]
    public void Keys_survive_on_every_way_back()
    {
        SimDisk disk = NewDisk(Hashed);
        using (TreeStore store = Manual(disk, s_nodes with { LogRetention = TimeSpan.Zero, CheckpointsRetained = 1 }))
        {
            for (int i = 0; i < 40; i++) Group(store, Keyed($"k{i}", Add(1)), Batch(Put($"other {i}", new string('x', 40))));
        }

        Assert.NotEmpty(FileNames.Archives(disk.List()));
        foreach (ulong number in FileNames.Archives(disk.List())) disk.Replace(FileNames.Archive(number), null);
        AssertAllKnown(disk, tier: 0);
        AssertAllKnown(disk, tier: 3);

        void AssertAllKnown(SimDisk of, int tier)
        {
            SimDisk copy = SimDisk.FromImage(of.Image(), 1);
            using TreeStore store = Manual(copy, s_nodes with { RecoveryTierMin = tier });
            Assert.Equal(tier, store.Recovery.Tier);
            for (int i = 0; i < 40; i++) Assert.Equal(CommitOutcome.Repeated, Answer(Group(store, Keyed($"k{i}", Add(1)))[0]).Outcome);
            Assert.Equal(40, Sum(store));
        }
    }

    [Fact]
    public void Keys_survive_in_backups()
    {
        var set = new SimDisk(2);
        SimDisk disk = NewDisk(Hashed);
        using (TreeStore store = Manual(disk, s_nodes))
        {
            BackupSet backups = BackupSet.Open(set, null, new SimClock());
            for (int i = 0; i < 10; i++) Group(store, Keyed($"k{i}", Add(1)));
            backups.WriteFull(store);
            for (int i = 10; i < 20; i++) Group(store, Keyed($"k{i}", Add(1)));
            backups.WriteIncremental(store);
        }

        var target = new SimDisk(3);
        BackupSet.Open(set, null, new SimClock()).Restore(target, RestorePoint.Latest);
        using TreeStore restored = Manual(target, s_nodes);
        for (int i = 0; i < 20; i++) Assert.Equal(CommitOutcome.Repeated, Answer(Group(restored, Keyed($"k{i}", Add(1)))[0]).Outcome);
        Assert.Equal(20, Sum(restored));
    }

    [Fact]
    public void A_batch_whose_outcome_is_unknown_is_settled_by_sending_it_again()
    {
        int runs = 0, reappeared = 0, checkpoints = 0;
        for (long at = 1; ; at++)
        {
            SimDisk disk = NewDisk(Padded);
            disk.FailAt(at, (at % 3) switch { 0 => SimDiskFault.CrashAfter, 1 => SimDiskFault.CrashBefore, _ => SimDiskFault.InputOutput });
            int sent = SendUntilFailure(disk);
            bool isOver = disk.Faults == 0;
            disk.FailNoMore();
            disk.Crash();
            using (TreeStore store = Manual(disk, s_nodes))
            {
                checkpoints += store.Recovery.CheckpointRevision > 0 ? 1 : 0;
                for (int i = 0; i < 13; i++)
                {
                    CommitResult result = Answer(Group(store, Keyed($"k{i}", Add(1)))[0]);
                    if (i != sent) Assert.Equal(i < sent ? CommitOutcome.Repeated : CommitOutcome.Committed, result.Outcome);
                    else if (result.Outcome == CommitOutcome.Repeated) reappeared++;
                    else Assert.Equal(CommitOutcome.Committed, result.Outcome);
                }

                Assert.Equal(13, Sum(store));
            }

            runs++;
            if (isOver) break;
        }

        output.WriteLine($"{runs} failures, {reappeared} batches had been committed without an answer, {checkpoints} from a checkpoint");
        Assert.True(runs > 50 && reappeared > 0 && checkpoints > 10);
    }

    // The number of batches that were acknowledged.
    private static int SendUntilFailure(SimDisk disk)
    {
        int sent = 0;
        try
        {
            using TreeStore store = Manual(disk, s_nodes);
            for (; sent < 13; sent++)
            {
                Task<CommitResult> answer = Group(store, Keyed($"k{sent}", Add(1)))[0];
                if (answer is not { IsCompletedSuccessfully: true, Result.Outcome: CommitOutcome.Committed }) break;
            }
        }
        catch (StoreException)
        {
            // The disk failed, in the middle of a commit, of a checkpoint, or while the store was closed.
        }

        return sent;
    }

    private static Batch Keyed(string key, params Operation[] operations) => Batch(operations) with { IdempotencyKey = Bytes(key) };

    private static Operation Add(long delta) => Operation.UpdateLongBy(Bytes("sum"), delta);

    private static long Sum(TreeStore store)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return snapshot.TryGet(Bytes("sum"), out byte[]? value) ? BinaryPrimitives.ReadInt64BigEndian(value) : 0;
    }
}
