using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>What happens to answers and readers when the disk fails under a group.</summary>
public sealed class StoreStopTests
{
    [Fact]
    public void After_a_failed_sync_nothing_is_acknowledged_and_reads_go_on()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk);
        Group(store, Batch(Put("a", "1")));
        Head head = store.Head;
        disk.FailAt(2, SimDiskFault.InputOutput); // the append, then the sync
        Task<CommitResult>[] answers = Group(store, Batch(Put("a", "2")), Batch(Insert("a", "3")));
        foreach (Task<CommitResult> answer in answers)
        {
            var stopped = Assert.IsType<StoreStoppedException>(answer.Exception!.InnerException);
            Assert.True(stopped.OutcomeUnknown);
            Assert.IsType<StoreDiskException>(stopped.InnerException);
        }

        Assert.False(Assert.Throws<StoreStoppedException>(() => { store.Commit(Batch(Put("b", "1"))); }).OutcomeUnknown);
        Assert.Throws<StoreStoppedException>(() => { store.Preview(Batch(Put("b", "1")), proof: false); });
        Assert.True(store.Statistics().Stopped);
        Assert.Equal(head, store.Head);
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryGet("a"u8, out byte[]? value));
        Assert.Equal("1"u8, value);
        Assert.Single(store.ReadLog(1));
    }

    [Fact]
    public void A_full_disk_is_named_and_the_store_opens_again()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore store = Manual(disk, new StoreOptions { ReserveBytes = 0 }))
        {
            Group(store, Batch(Put("a", "1")));
            disk.FailAt(1, SimDiskFault.ShortWrite);
            Task<CommitResult>[] answers = Group(store, Batch(Put("a", "2")));
            Assert.IsType<StoreFullException>(answers[0].Exception!.InnerException!.InnerException);
        }

        using TreeStore again = TreeStore.Open(disk);
        Assert.Equal(1, again.Head.Revision);
        Assert.Equal(2, again.Commit(Batch(Put("a", "2"))).Revision);
    }

    [Fact]
    public void A_refusal_waits_for_the_sync_of_what_it_saw()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk);
        disk.FailAt(2, SimDiskFault.InputOutput);
        Task<CommitResult>[] answers = Group(store, Batch(Insert("a", "1")), Batch(Insert("a", "2")));
        Assert.True(answers[1].IsFaulted);
    }

    [Fact]
    public void Only_one_may_open_a_store()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore.Open(disk))
        {
            Assert.Throws<StoreLockedException>(() => TreeStore.Open(disk));
            Assert.Throws<StoreLockedException>(() => TreeStore.Create(disk, Padded));
        }

        TreeStore.Open(disk).Dispose();
        Assert.Throws<StoreExistsException>(() => TreeStore.Create(disk, Padded));
    }

    [Fact]
    public void Closing_commits_what_waits_and_ends_everything_else()
    {
        SimDisk disk = NewDisk(Padded);
        TreeStore store = TreeStore.Open(disk);
        Task<CommitResult>[] answers = [.. Enumerable.Range(0, 100).Select(i => store.CommitAsync(Batch(Put($"k{i}", "v"))))];
        StoreSnapshot snapshot = store.Snapshot();
        store.Dispose();
        store.Dispose();
        Assert.All(answers, answer => Assert.Equal(CommitOutcome.Committed, Answer(answer).Outcome));
        Assert.Throws<ObjectDisposedException>(() => { store.Commit(Batch(Put("a", "1"))); });
        Assert.Throws<ObjectDisposedException>(() => store.Snapshot());
        Assert.InRange(snapshot.Count, 0, 100);
        snapshot.Dispose();
        using TreeStore again = TreeStore.Open(disk);
        Assert.Equal(100, again.Head.Count);
    }

    [Theory]
    [InlineData(Durability.Durable, false, 3)]
    [InlineData(Durability.ProcessCrash, false, 3)]
    [InlineData(Durability.None, true, 0)]
    public void Each_mode_keeps_its_promise_when_the_process_dies(Durability durability, bool mayLose, int atLeast)
    {
        SimDisk disk = NewDisk(Padded);
        TreeStore store = Manual(disk, new StoreOptions { Durability = durability });
        for (int i = 0; i < 3; i++) Group(store, Batch(Put("a", $"{i}")));
        Assert.Equal(3, store.Head.Revision);
        disk.Kill();
        using TreeStore again = TreeStore.Open(disk);
        Assert.InRange(again.Head.Revision, atLeast, 3);
        Assert.True(mayLose || again.Head.Revision == 3);
    }

    [Fact]
    public void A_log_in_memory_can_still_be_read()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded), new StoreOptions { Durability = Durability.None });
        store.Commit(Batch(Put("a", "1")));
        store.Commit(Batch(Put("a", "2")));
        Assert.Equal([1L, 2L], store.ReadLog(1).Select(record => record.Revision));
    }

    [Fact]
    public void A_bug_in_the_writer_ends_in_answers_and_not_in_silence()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = TreeStore.Open(new StoreBrokenDisk(disk));
        var stopped = Assert.Throws<StoreStoppedException>(() => { store.Commit(Batch(Put("a", "1"))); });
        Assert.IsType<InvalidOperationException>(stopped.InnerException);
        Assert.False(Assert.Throws<StoreStoppedException>(() => { store.Commit(Batch(Put("a", "1"))); }).OutcomeUnknown);
        Assert.Equal(0, store.Head.Revision);
    }

    [Fact]
    public void A_stopped_store_without_promises_reads_the_log_as_far_as_it_was_written()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk, new StoreOptions { Durability = Durability.None, ReserveBytes = 0 });
        Group(store, Batch(Put("a", "1")));
        Assert.Single(store.ReadLog(1));
        Group(store, Batch(Put("a", "2")));
        disk.FailAt(1, SimDiskFault.NoSpace);
        Task<CommitResult>[] answers = Group(store, Batch(Operation.InsertOrUpdate(Bytes("b"), new byte[1 << 20])));
        Assert.True(answers[0].IsFaulted);
        Assert.Equal(2, store.Head.Revision);
        Assert.Equal([1L], store.ReadLog(1).Select(record => record.Revision));
    }
}
