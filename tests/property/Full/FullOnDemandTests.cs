using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Full checkpoints that somebody asks for while the store is in use.</summary>
public sealed class FullOnDemandTests
{
    private static readonly StoreOptions Small = CheckingBench.WithNodes with { CheckpointOperations = 1_000_000 };

    public static TheoryData<bool, int> Stores => new MatrixTheoryData<bool, int>([true, false], [0, 1, 60]);

    [Theory]
    [MemberData(nameof(Stores))]
    public void It_holds_the_published_revision_and_a_store_is_built_from_it(bool isHashed, int batches)
    {
        SimDisk disk = NewDisk(isHashed ? Hashed : Padded);
        Head head;
        FullReport full;
        using (TreeStore store = Manual(disk, Small))
        {
            Fill(store, 0, batches);
            CheckpointReport report = store.Checkpoint(full: true);
            full = report.Full!;
            Assert.Equal((report.Revision, report.Digest, store.Head.Count), (full.Revision, full.Digest, full.Keys));
            string name = FileNames.Full(full.Revision);
            Assert.Equal((disk.PathOf(name), (long)CheckingBench.Read(disk, name).Length, true), (full.File, full.Bytes, full.IsNew));
            Assert.True(full.Chunks >= 3);
            Assert.Null(store.Checkpoint().Full);
            Fill(store, batches, 20);
            head = store.Head;
        }

        Assert.True(CheckingBench.Check(disk).IsClean);
        if (batches < 60) return;

        // Everything that leads to it is lost: the checkpoints, and the log up to it.
        foreach (long revision in CheckpointFile.Revisions(disk.List())) disk.Replace(FileNames.Checkpoint(revision), null);
        disk.Replace(FileNames.Segment(1), null);
        disk.Replace(FileNames.Segment(2), null);
        using TreeStore again = Manual(disk, Small);
        Assert.Equal((3, full.Revision, head), (again.Recovery.Tier, again.Recovery.CheckpointRevision, again.Head));
        Assert.Equal(20, again.Recovery.Records);
    }

    [Theory]
    [InlineData(Durability.None)]
    [InlineData(Durability.ProcessCrash)]
    [InlineData(Durability.Durable)]
    public void It_never_stands_ahead_of_the_log(Durability durability)
    {
        SimDisk disk = NewDisk(Padded);
        TreeStore store = Manual(disk, Small with { Durability = durability });
        Fill(store, 0, 10);
        FullReport full = store.Checkpoint(full: true).Full!;
        disk.Crash();
        using TreeStore again = Manual(disk, Small);
        Assert.Equal((full.Revision, full.Digest), (again.Head.Revision, again.Head.Digest));
        Assert.True(CheckingBench.Check(SimDisk.FromImage(disk.Image(), 1)).IsClean);
    }

    [Fact]
    public void One_that_stands_is_read_again_and_a_damaged_one_is_kept_as_evidence()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk, Small);
        Fill(store, 0, 10);
        FullReport first = store.Checkpoint(full: true).Full!;
        string name = FileNames.Full(first.Revision);
        byte[] bytes = CheckingBench.Read(disk, name);
        Assert.Equal(first with { IsNew = false, Elapsed = default }, store.Checkpoint(full: true).Full! with { Elapsed = default });
        Assert.Equal(bytes, CheckingBench.Read(disk, name));
        disk.Flip(name, bytes.Length / 2, 1);
        byte[] damaged = CheckingBench.Read(disk, name);
        Assert.Equal(first with { Elapsed = default }, store.Checkpoint(full: true).Full! with { Elapsed = default });
        Assert.Equal(damaged, CheckingBench.Read(disk, name + ".bad-1"));
        Assert.False(store.Checkpoint(full: true).Full!.IsNew);
    }

    [Fact]
    public void Without_room_it_is_refused_and_the_store_goes_on()
    {
        var definition = new StoreDefinition("full", new TreeParameters(8), KeyMode.Padded);
        SimDisk disk = NewDisk(definition);
        using TreeStore store = Manual(disk, Small with { CheckpointCompression = false });
        byte[] value = new byte[100_000];
        for (int i = 0; i < 20; i++) Answer(Group(store, new Batch([Operation.InsertOrUpdate(Bytes($"{i}"), value)]))[0]);
        store.Checkpoint();
        disk.Capacity = disk.Image().Values.Sum(file => (long)file.Length) + SpaceGuard.MarginBytes + 500_000;
        IReadOnlyList<string> before = disk.List();
        StoreFullException full = Assert.Throws<StoreFullException>(() => store.Checkpoint(full: true));
        Assert.Contains("full-", full.File, StringComparison.Ordinal);
        Assert.Equal(before, disk.List());
        Assert.Null(store.StopCause);
        Assert.Equal(CommitOutcome.Committed, Answer(Group(store, Batch(Put("more", "x")))[0]).Outcome);
        disk.Capacity = long.MaxValue;
        Assert.Equal(store.Head.Revision, store.Checkpoint(full: true).Full!.Revision);
    }

    [Fact]
    public void Whether_it_is_compressed_is_an_option()
    {
        long[] bytes = [.. new[] { true, false }.Select(isCompressed =>
        {
            using TreeStore store = Manual(NewDisk(Padded), Small with { CheckpointCompression = isCompressed });
            Answer(Group(store, new Batch([Operation.Insert(Bytes("a"), new byte[50_000])]))[0]);
            return store.Checkpoint(full: true).Full!.Bytes;
        })];
        Assert.True(bytes[0] < 5_000 && bytes[1] > 50_000, string.Join(' ', bytes));
    }

    [Fact]
    public void A_store_in_memory_has_none()
    {
        using TreeStore store = Manual(NewDisk(Padded), LogOnly);
        Assert.Throws<StoreException>(() => store.Checkpoint(full: true));
    }

    [Fact]
    public async Task Commits_go_on_while_it_is_written()
    {
        SimDisk disk = NewDisk(Hashed);
        FullReport[] fulls;
        using (TreeStore store = TreeStore.Open(disk, Small with { CheckpointOperations = 50 }))
        {
            using var stop = new CancellationTokenSource();
            Task commits = Task.Run(() =>
            {
                for (int i = 0; !stop.IsCancellationRequested; i++) store.Commit(Batch(Put($"{i % 300}", $"{i}")));
            });
            fulls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                FullReport last = store.Checkpoint(full: true).Full!;
                for (int i = 0; i < 5; i++) last = store.Checkpoint(full: true).Full!;
                return last;
            })));
            await stop.CancelAsync();
            await commits;
        }

        FsckReport report = CheckingBench.Check(disk);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.All(fulls, full => Assert.Contains(FileNames.Full(full.Revision), disk.List()));
        Assert.DoesNotContain(disk.List(), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    private static void Fill(TreeStore store, int from, int batches)
    {
        for (int i = from; i < from + batches; i++)
            Answer(Group(store, Batch(Put($"{i % 50}", $"value {i}"), Put($"{(i * 7) % 50}", new string('v', 30))))[0]);
    }
}
