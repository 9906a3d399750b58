using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A disk that has no more room, and a quota that is used up: the store says so, goes on reading, and comes back.</summary>
public sealed class SpaceTests
{
    private const int Reserve = 32 << 10;
    private const int Plenty = 4 << 20;

    private static readonly StoreOptions WithReserve = new() { ReserveBytes = Reserve };
    private static readonly StoreOptions WithoutReserve = new() { ReserveBytes = 0 };

    private readonly SimDisk _disk = NewDisk(Padded);
    private readonly SimClock _clock = new();

    [Fact]
    public void A_batch_without_room_is_refused_and_everything_else_goes_on()
    {
        using TreeStore store = Open(WithoutReserve);
        Assert.Equal(CommitOutcome.Committed, Put(store, 100).Outcome);
        _disk.Capacity = Used() + SpaceGuard.MarginBytes + 2000;
        Assert.Equal(CommitOutcome.Committed, Put(store, 1000).Outcome);
        Head head = store.Head;
        _clock.Advance(TimeSpan.FromSeconds(1));
        CommitResult refused = Put(store, 1000);
        Assert.Equal(CommitOutcome.NoSpace, refused.Outcome);
        Assert.Matches("^There is no room for [0-9]+ more bytes: [0-9]+ are free in /sim, .*\\.$", refused.Explanation);
        Assert.Equal((head, head.Digest, head.Digest, 0UL), (store.Head, refused.Before, refused.After, refused.FirstSequence));
        Assert.Null(store.StopCause);
        Assert.Equal(SpaceState.Normal, store.Statistics().Space.State);

        // What writes nothing is answered as always; nor does a refusal leave anything in the log.
        Assert.Equal(CommitOutcome.Answered, Answer(Group(store, Batch(Operation.Lookup(Bytes("k"))))[0]).Outcome);
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryProve([Bytes("k")], out _, out _, out _));
        Assert.Equal(2, store.ReadLog(1).Count());

        // A smaller one may still have room.
        Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Batch(Put("a", "1")))[0]).Outcome);
        _disk.Capacity = long.MaxValue;
        Assert.Equal(CommitOutcome.Committed, Put(store, 1000).Outcome);
    }

    [Fact]
    public void A_batch_is_judged_by_the_values_it_replaces_too()
    {
        using TreeStore store = Open(WithoutReserve);
        Put(store, 50_000);
        _disk.Capacity = Used() + SpaceGuard.MarginBytes + 30_000;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CommitOutcome.NoSpace, Put(store, 1).Outcome);
        Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Batch(Put("other", "1")))[0]).Outcome);
        Assert.Equal(2, store.ReadLog(1).Count());
    }

    [Fact]
    public void A_preview_needs_no_room()
    {
        using TreeStore store = TreeStore.Open(_disk, WithoutReserve, _clock);
        _disk.Capacity = Used();
        Assert.Equal(CommitOutcome.NoSpace, store.Commit(Batch(Put("a", "1"))).Outcome);
        Assert.Equal(CommitOutcome.Answered, store.Preview(Batch(Put("a", "1")), proof: true).Outcome);
    }

    [Fact]
    public void A_group_that_meets_a_full_disk_is_finished_with_the_reserve()
    {
        _disk.Capacity = Plenty;
        using TreeStore store = Open(WithReserve);
        Assert.Equal(Reserve, store.Statistics().Space.ReserveBytes);
        Put(store, 100);
        Head head = store.Head;

        // Somebody takes everything after the last look.
        _disk.TakenByOthers = Plenty - Used();
        Task<CommitResult>[] group = Group(store, Batch(Put("a", "1")), Batch(Put("b", "2")));
        Assert.All(group, answer => Assert.Equal(CommitOutcome.Committed, Answer(answer).Outcome));
        Assert.Equal(head.Revision + 2, store.Head.Revision);
        SpaceFigures figures = store.Statistics().Space;
        Assert.Equal((SpaceState.Degraded, 0L), (figures.State, figures.ReserveBytes));

        CommitResult refused = Put(store, 1);
        Assert.Equal(CommitOutcome.NoSpace, refused.Outcome);
        Assert.Contains("reserve of 32768 bytes", refused.Explanation, StringComparison.Ordinal);
        _disk.TakenByOthers = 0;
        Assert.Equal(CommitOutcome.NoSpace, Put(store, 1).Outcome); // looked at a moment ago
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
        Assert.Equal((SpaceState.Normal, (long)Reserve), (store.Statistics().Space.State, store.Statistics().Space.ReserveBytes));
    }

    [Fact]
    public void Whether_there_is_room_is_known_without_asking_the_disk_until_there_is_none()
    {
        _disk.Capacity = Plenty;
        using TreeStore store = Open(WithReserve);
        Put(store, 100);
        long operations = _disk.Operations;
        Assert.Equal((SpaceState.Normal, null), (store.SpaceState, store.StopCause));
        Assert.Equal(operations, _disk.Operations);

        _disk.TakenByOthers = Plenty - Used();
        Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Batch(Put("a", "1")))[0]).Outcome);
        Assert.Equal(SpaceState.Degraded, store.SpaceState);
        _disk.TakenByOthers = 0;
        Assert.Equal(SpaceState.Degraded, store.SpaceState); // looked at a moment ago
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SpaceState.Normal, store.SpaceState);
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
    }

    [Fact]
    public void Whoever_has_freed_some_space_need_not_wait()
    {
        _disk.Capacity = Plenty;
        using TreeStore store = Open(WithReserve);
        Put(store, 100);
        _disk.TakenByOthers = Plenty - Used();
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
        Assert.False(store.TryRestoreReserve());
        _disk.TakenByOthers = 0;
        Assert.True(store.TryRestoreReserve());
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
    }

    [Fact]
    public void Without_enough_reserve_the_store_stops_and_opens_again_as_it_was()
    {
        _disk.Capacity = Plenty;
        TreeStore store = Open(WithReserve);
        Put(store, 100);
        Head head = store.Head;
        _disk.TakenByOthers = Plenty - Used();
        Task<CommitResult> answer = Group(store, Batch(Put("k", new string('v', 2 * Reserve))))[0];
        var stopped = Assert.IsType<StoreStoppedException>(answer.Exception!.InnerException);
        Assert.True(stopped is { OutcomeUnknown: true, InnerException: StoreFullException });
        store.Dispose();
        using (TreeStore full = Open(WithReserve))
        {
            Assert.Equal((head, SpaceState.Degraded), (full.Head, full.Statistics().Space.State));
            Assert.Equal(CommitOutcome.NoSpace, Put(full, 1).Outcome);
            using StoreSnapshot snapshot = full.Snapshot();
            Assert.True(snapshot.TryGet("k"u8, out _));
        }

        _disk.TakenByOthers = 0;
        using TreeStore again = Open(WithReserve);
        Assert.Equal(CommitOutcome.Committed, Put(again, 2 * Reserve).Outcome);
    }

    [Fact]
    public void A_segment_that_cannot_be_begun_does_not_end_the_one_before()
    {
        using TreeStore store = Open(new StoreOptions { ReserveBytes = 0, SegmentBytesMax = 1 << 10 });
        Put(store, 2000);
        _disk.FailAt(1, SimDiskFault.ShortWrite);
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
        Assert.Equal(1, store.Statistics().Segments);
        Assert.Equal(CommitOutcome.Committed, Put(store, 1).Outcome);
        Assert.Equal(2, store.Statistics().Segments);
    }

    [Fact]
    public void The_quota_is_the_most_that_all_files_have()
    {
        var options = new StoreOptions { ReserveBytes = 4096, QuotaBytes = 30_000, SegmentBytesMax = 4096 };
        using TreeStore store = Open(options);
        int committed = 0;
        CommitResult result;
        while ((result = Put(store, 500)).Outcome == CommitOutcome.Committed) committed++;
        Assert.Equal(CommitOutcome.NoSpace, result.Outcome);
        Assert.Contains(" of the 30000 that its quota allows", result.Explanation, StringComparison.Ordinal);
        Assert.InRange(committed, 10, 40);
        Assert.InRange(StoreFiles.CountBytes(_disk), 28_000, 30_000 + LogFormat.SegmentHeaderLength);
        Assert.Equal(30_000, store.Statistics().Space.QuotaBytes);
        Assert.Null(store.StopCause);

        // Files of other people do not count, and what is taken away does not either.
        _disk.Replace("other", new byte[100_000]);
        _disk.Replace("log-0000000000000001.bad-1", null);
        Assert.Equal(CommitOutcome.NoSpace, Put(store, 500).Outcome);
    }

    [Fact]
    public void What_was_taken_away_is_noticed_under_a_quota()
    {
        _disk.Replace("seal.bad-1", new byte[20_000]);
        using TreeStore store = Open(new StoreOptions { ReserveBytes = 0, QuotaBytes = 30_000 });
        Assert.Equal(CommitOutcome.NoSpace, Put(store, 10_000).Outcome);
        _disk.Replace("seal.bad-1", null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CommitOutcome.Committed, Put(store, 10_000).Outcome);
    }

    [Fact]
    public void A_reserve_is_a_sixteenth_of_a_small_disk_at_most()
    {
        _disk.Capacity = Plenty;
        using (TreeStore store = TreeStore.Open(_disk)) Assert.Equal(Plenty / 16, store.Statistics().Space.ReserveBytes);
        using (TreeStore store = Open(WithReserve)) Assert.Equal(Reserve, store.Statistics().Space.ReserveBytes);
        Assert.InRange(Used(), Reserve, 2 * Reserve);
        Open(WithoutReserve).Dispose();
        Assert.InRange(Used(), 0, Reserve);
    }

    [Fact]
    public void The_reserve_makes_room_for_what_opening_sets_aside()
    {
        _disk.Capacity = Plenty;
        using (TreeStore store = Open(WithReserve)) Put(store, 100);
        string segment = FileNames.Segment(1);
        byte[] whole = _disk.Image()[segment];
        _disk.Replace(segment, [.. whole, .. new byte[9000]]);
        _disk.TakenByOthers = Plenty - Used();
        using TreeStore again = Open(WithReserve);
        Assert.Equal((1, 9000L, SpaceState.Degraded), (again.Recovery.Tier, again.Recovery.CutBytes, again.Statistics().Space.State));
        Assert.Equal(9000, _disk.Image()[segment + ".bad-1"].Length);
    }

    [Fact]
    public void Upkeep_may_use_the_reserve_and_batches_may_not()
    {
        _disk.Capacity = Plenty;
        var guard = new SpaceGuard(_disk, WithReserve, _clock);
        guard.Begin();
        _disk.TakenByOthers = _disk.FreeBytes() - SpaceGuard.MarginBytes - 100;
        Assert.True(guard.Allows(100));
        Assert.False(guard.Allows(101));
        long upkeep = _disk.FreeBytes() + Reserve;
        Assert.True(guard.AllowsUpkeep(upkeep));
        Assert.False(guard.AllowsUpkeep(upkeep + 1));
        Assert.True(guard.TryRelease());
        Assert.False(guard.TryRelease());
        Assert.Equal(upkeep, _disk.FreeBytes());
        Assert.False(guard.Allows(1));
        Assert.Contains("reserve of 32768 bytes", guard.Refusal(1), StringComparison.Ordinal);
        Assert.True(guard.TryRestore());
        Assert.Equal(SpaceState.Normal, guard.State);
    }

    [Fact]
    public void A_file_of_somebody_else_is_no_reserve()
    {
        byte[] mine = Bytes("this is mine");
        _disk.Replace(FileNames.Reserve, mine);
        Open(WithReserve).Dispose();
        Assert.Equal(mine, _disk.Image()[FileNames.Reserve + ".bad-1"]);
        _disk.Replace(FileNames.Definition, null);
        TreeStore.Create(_disk, Padded);
        _disk.Replace(FileNames.Definition, null);
        _disk.Replace(FileNames.Reserve, mine);
        Assert.Throws<StoreExistsException>(() => TreeStore.Create(_disk, Padded));
        Assert.Equal(mine, _disk.Image()[FileNames.Reserve]);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0x42, 0x41, 0x53, 0x49, 0x53, 0x52, 0x53, 0x56, 9, 9 })]
    public void Whatever_a_crash_left_of_the_reserve_is_taken_as_one(byte[] left)
    {
        _disk.Replace(FileNames.Reserve, left);
        using TreeStore store = Open(WithReserve);
        Assert.Equal(Reserve, store.Statistics().Space.ReserveBytes);
        Assert.DoesNotContain(FileNames.Reserve + ".bad-1", _disk.List());
    }

    [Theory]
    [InlineData("lock", true)]
    [InlineData("store", true)]
    [InlineData("store.new", true)]
    [InlineData("log-0000000000000001", true)]
    [InlineData("log-0000000000000001.bad-12", true)]
    [InlineData("nodes-00000000000000ff.idx", true)]
    [InlineData("nodes-00000000000000ff.idx.new", true)]
    [InlineData("checkpoint-0000000000000007", true)]
    [InlineData("archive-0000000000000007", true)]
    [InlineData("full-0000000000000007", true)]
    [InlineData("reserve", true)]
    [InlineData("incarnation", true)]
    [InlineData("recovery", true)]
    [InlineData("suspect", true)]
    [InlineData("log-1", false)]
    [InlineData("notes", false)]
    [InlineData("store.bad-x", false)]
    [InlineData(".bad-1", false)]
    public void Files_of_the_store_are_known_by_their_names(string name, bool isStores) =>
        Assert.Equal(isStores, StoreFiles.IsStores(name));

    private TreeStore Open(StoreOptions options) => TreeStore.Open(_disk, new WriterSetup(options, _clock, HasThread: false));

    private static CommitResult Put(TreeStore store, int bytes) =>
        Answer(Group(store, Batch(StoreBench.Put("k", new string('v', bytes))))[0]);

    private static Operation Put(string id, string value) => StoreBench.Put(id, value);

    private long Used() => StoreFiles.CountBytes(_disk);
}
