using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Writing a set, verifying it, and making stores of it.</summary>
public sealed class BackupSetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Every_revision_of_a_set_can_be_had_again(bool hashed, bool encrypted)
    {
        StoreDefinition definition = hashed ? Hashed : Padded;
        var clock = new SimClock();
        BackupKey? key = encrypted ? BackupBench.Key : null;
        using TreeStore store = BackupBench.Store(definition, clock, 5);
        SimDisk disk = BackupBench.Set(store, clock, key);
        BackupSet set = BackupSet.Open(disk, key, clock);
        Assert.Equal([5L, 15, 25, 25, 35], set.Pieces.Select(piece => piece.ToRevision));
        Assert.All(set.Pieces, piece => Assert.Equal(encrypted ? BackupCipher.AesGcm : BackupCipher.None, piece.Cipher));
        BackupReport report = set.Verify();
        Assert.Equal((5, 5L, 35L, 30L), (report.Pieces, report.FirstRevision, report.LastRevision, report.Records));
        Assert.Equal((store.Head.Digest, store.Head.Digest), (report.LastDigest, set.Pieces[^1].ToDigest));
        LogRecord[] records = [.. store.ReadLog(1)];
        foreach (long revision in new[] { 5L, 6, 14, 15, 16, 24, 25, 26, 35 })
        {
            RestoreReport restored = CheckRestored(set, RestorePoint.AtRevision(revision), store, revision, clock);
            Assert.Equal(revision >= 25 ? 25 : 5, restored.FullRevision);
            LogRecord record = records[revision - 1];
            CheckRestored(set, RestorePoint.AtTime(record.Time), store, revision, clock);
            if (revision < 35) CheckRestored(set, RestorePoint.AtTime(records[revision].Time.AddTicks(-1)), store, revision, clock);
        }

        CheckRestored(set, RestorePoint.Latest, store, 35, clock);
        CheckRestored(set, RestorePoint.AtTime(DateTimeOffset.MaxValue), store, 35, clock);
    }

    [Fact]
    public void A_point_that_the_set_does_not_reach_is_refused_and_leaves_nothing()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 5);
        BackupSet set = BackupSet.Open(BackupBench.Set(store, clock, null), null, clock);
        DateTimeOffset early = store.ReadLog(5).First().Time.AddTicks(-1);
        foreach (RestorePoint point in new[] { RestorePoint.AtRevision(4), RestorePoint.AtRevision(36), RestorePoint.AtTime(early) })
        {
            var target = new SimDisk(3);
            StoreException refusal = Assert.Throws<BackupRefusedException>(() => set.Restore(target, point));
            output.WriteLine(refusal.Message);
            Assert.Contains(point.ToString(), refusal.Message, StringComparison.Ordinal);
            Assert.Empty(target.List());
        }
    }

    [Fact]
    public void A_restored_store_remembers_the_lives_before_its_own()
    {
        var clock = new SimClock();
        var disk = SimDisk.FromCopies(NewDisk(Padded).Image(), 1);
        var backups = new SimDisk(2);
        var lives = new List<Incarnation>();
        for (int i = 0; i < 3; i++)
        {
            using (TreeStore store = Manual(disk))
            {
                lives = [store.Incarnation, .. store.EarlierIncarnations];
                Assert.Equal(i + 2, lives.Count);
                BackupBench.Commit(store, 2, seed: i);
                BackupSet.Open(backups, null, clock).WriteFull(store);
            }

            disk = new SimDisk(10 + i); // empty
            RestoreReport report = BackupSet.Open(backups, null, clock).Restore(disk, RestorePoint.Latest);
            Assert.Equal((lives[0].Number + 1, IncarnationOrigin.Restored), (report.Incarnation.Number, report.Incarnation.Origin));
            using TreeStore restored = Manual(disk);
            Assert.Equal(lives, restored.EarlierIncarnations);
            Assert.Equal(report.Incarnation, restored.Incarnation);
            Assert.True(CheckingBench.Check(SimDisk.FromImage(disk.Image(), 1), new StoreOptions()).IsClean);
        }
    }

    [Fact]
    public void A_restored_store_goes_on_and_its_backup_too()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 5);
        SimDisk disk = BackupBench.Set(store, clock, null);
        BackupSet set = BackupSet.Open(disk, null, clock);
        var target = new SimDisk(3);
        var second = new SimDisk(5);
        set.Restore(target, RestorePoint.Latest);
        set.Restore(second, RestorePoint.Latest);
        using (TreeStore restored = Manual(target))
        {
            BackupBench.Commit(restored, 20, seed: 77);
            BackupPiece? piece = set.WriteIncremental(restored);
            Assert.Equal((35L, 55L), (piece!.FromRevision, piece.ToRevision));
            Assert.Null(set.WriteIncremental(restored));
            Assert.Equal(restored.Head.Digest, set.Verify().LastDigest);
            Assert.Equal(1UL, restored.ReadLog(36).First().Incarnation);

            // Restored once more, from a backup that a restored store has gone on with.
            Assert.Equal(2UL, set.Restore(new SimDisk(6), RestorePoint.Latest).Incarnation.Number);
            Assert.Equal(1UL, set.Restore(new SimDisk(6), RestorePoint.AtRevision(30)).Incarnation.Number);
        }

        using TreeStore again = Manual(target);
        Assert.Equal(55, again.Head.Revision);

        // The store that was backed up at first, ahead or not, is no longer the one that the set follows.
        foreach (int batches in new[] { 0, 20, 1 })
        {
            BackupBench.Commit(store, batches, seed: 78);
            StoreException parted = Assert.Throws<BackupRefusedException>(() => set.WriteIncremental(store));
            Assert.Contains("of another history", parted.Message, StringComparison.Ordinal);
        }

        // Nor is another store that was restored from it.
        using TreeStore twin = Manual(second);
        BackupBench.Commit(twin, 21, seed: 79);
        StoreException ahead = Assert.Throws<BackupRefusedException>(() => set.WriteIncremental(twin));
        Assert.Contains("different histories", ahead.Message, StringComparison.Ordinal);
        Assert.Throws<BackupRefusedException>(() => set.WriteFull(store));
        Assert.Equal(6, BackupSet.Open(disk).Pieces.Count);
    }

    [Fact]
    public void A_restored_store_comes_back_without_its_nodes_and_checkpoints()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 5);
        BackupSet set = BackupSet.Open(BackupBench.Set(store, clock, null), null, clock);
        var target = new SimDisk(3);
        set.Restore(target, RestorePoint.AtRevision(33));
        Assert.Empty(StoreCheck.Run(target, null, new FsckOptions { IsDeep = true }).Findings);
        foreach (ulong number in FileNames.NodeSegments(target.List())) target.Replace(FileNames.Nodes(number), null);
        foreach (ulong revision in FileNames.Checkpoints(target.List())) target.Replace(FileNames.Checkpoint((long)revision), null);
        using TreeStore restored = Manual(target);
        Assert.True(store.TryGetDigest(33, out Digest digest));
        Assert.Equal((3, 33L, digest), (restored.Recovery.Tier, restored.Head.Revision, restored.Head.Digest));
        using StoreSnapshot snapshot = restored.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.All(entries, entry => Assert.NotNull(entry.Id));
    }

    [Fact]
    public void An_empty_store_can_be_backed_up_and_restored()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Padded, clock, 0);
        var disk = new SimDisk(2);
        BackupSet set = BackupSet.Open(disk, null, clock);
        StoreException refusal = Assert.Throws<BackupRefusedException>(() => set.WriteIncremental(store));
        Assert.Contains("There is no full backup", refusal.Message, StringComparison.Ordinal);
        refusal = Assert.Throws<BackupRefusedException>(() => set.Verify());
        Assert.Contains("There is no backup", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<BackupRefusedException>(() => set.Restore(new SimDisk(3), RestorePoint.Latest));
        set.WriteFull(store);
        CheckRestored(set, RestorePoint.Latest, store, 0, clock);
        BackupBench.Commit(store, 3, seed: 5);
        set.WriteIncremental(store);
        for (int revision = 0; revision <= 3; revision++) CheckRestored(set, RestorePoint.AtRevision(revision), store, revision, clock);
        Assert.Equal(3, set.Verify().LastRevision);
    }

    [Fact]
    public void Commits_go_on_while_a_backup_is_written()
    {
        SimDisk storeDisk = NewDisk(Hashed);
        using TreeStore store = TreeStore.Open(storeDisk);
        var disk = new SimDisk(2);
        BackupSet set = BackupSet.Open(disk);
        using var stop = new CancellationTokenSource();
        var committing = new Thread(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested; i++) store.Commit(Batch(Put(FullBench.Id(i % 500), $"{i}")));
        });
        committing.Start();
        set.WriteFull(store);
        for (int i = 0; i < 5; i++)
        {
            long reached = set.Pieces[^1].ToRevision;
            SpinWait.SpinUntil(() => store.Head.Revision > reached);
            Assert.Equal(reached, set.WriteIncremental(store)?.FromRevision);
        }

        set.WriteFull(store);
        stop.Cancel();
        committing.Join();
        Assert.True(set.Pieces.Count >= 7);
        BackupReport report = set.Verify(new SimDisk(3));
        Assert.True(store.TryGetDigest(report.LastRevision, out Digest digest));
        Assert.Equal(digest, report.LastDigest);
        output.WriteLine($"{set.Pieces.Count} pieces up to revision {report.LastRevision}, the store at {store.Head.Revision}");
        CheckRestored(set, RestorePoint.Latest, store, report.LastRevision, TimeProvider.System);
    }

    [Fact]
    public void A_directory_that_holds_a_store_is_not_restored_into()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 3);
        BackupSet set = BackupSet.Open(BackupBench.Set(store, clock, null), null, clock);
        SimDisk other = NewDisk(Padded);
        Dictionary<string, byte[]> before = other.Image();
        Assert.Throws<StoreExistsException>(() => set.Restore(other, RestorePoint.Latest));
        SimDisk lost = NewDisk(Padded);
        lost.Delete(FileNames.Definition);
        StoreException refusal = Assert.Throws<StoreExistsException>(() => set.Restore(lost, RestorePoint.Latest));
        Assert.Contains("is a store's file", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal).Append(FileNames.Lock).Distinct().Order(StringComparer.Ordinal),
            other.Image().Keys.Append(FileNames.Lock).Distinct().Order(StringComparer.Ordinal));
    }

    private static RestoreReport CheckRestored(BackupSet set, RestorePoint point, TreeStore original, long revision, TimeProvider clock)
    {
        var target = new SimDisk(4);
        RestoreReport report = set.Restore(target, point);
        Assert.True(original.TryGetDigest(revision, out Digest digest));
        Assert.Equal((revision, digest), (report.Revision, report.Digest));
        using TreeStore restored = TreeStore.Open(target, new WriterSetup(new StoreOptions(), clock, HasThread: false));
        Assert.Equal((revision, digest), (restored.Head.Revision, restored.Head.Digest));
        Assert.Equal(report.Incarnation, restored.Incarnation);
        Incarnation begun = report.Incarnation;
        Assert.Equal((IncarnationOrigin.Restored, revision, digest), (begun.Origin, begun.Revision, begun.Digest));
        Assert.Equal(original.Incarnation.Number + 1, report.Incarnation.Number);
        Assert.NotEqual(original.Incarnation.Id, report.Incarnation.Id);
        Assert.False(restored.IsNewIncarnation);
        IEnumerable<LogRecord> expected = original.ReadLog(report.FullRevision + 1).TakeWhile(record => record.Revision <= revision);
        IEnumerable<LogRecord> found = report.FullRevision < revision ? restored.ReadLog(report.FullRevision + 1) : [];
        Assert.Equal(expected.Select(record => record.Hash), found.Select(record => record.Hash));
        using StoreSnapshot snapshot = restored.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        long count = 0;
        foreach (StoreEntry entry in entries)
        {
            Assert.NotNull(entry.Id);
            Assert.True(snapshot.TryGet(entry.Id, out byte[]? value) && value.AsSpan().SequenceEqual(entry.Value));
            count++;
        }

        Assert.Equal(report.Keys, count);
        return report;
    }
}
