using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Stores that are made anew from notes.</summary>
public sealed class RecoveryRebuildTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(3, NodeEngine.Segments)]
    [InlineData(4, NodeEngine.Segments)]
    [InlineData(5, NodeEngine.Segments)]
    [InlineData(3, NodeEngine.Memory)]
    public void A_store_without_log_and_checkpoints_comes_back_as_another_incarnation(int seed, NodeEngine engine)
    {
        StoreOptions options = WithNodes with { NodeEngine = engine };
        SimDisk disk = Nodes(seed, options: options);
        (byte[] Id, byte[] Value)[] notes = EntriesOf(disk, options, seed);
        disk.Replace("notes.txt", [1]);
        disk.Replace("letter.rebuild", [2]);
        foreach (string name in disk.List().Where(name => name.StartsWith("log-", StringComparison.Ordinal))) disk.Flip(name, 60, 1);
        foreach (string name in disk.List().Where(name => name.StartsWith("checkpoint-", StringComparison.Ordinal))) disk.Replace(name, []);
        Assert.Throws<StoreDamagedException>(() => StoreBench.Manual(disk, options));
        int old = disk.List().Count(IsSetAside);
        RecoveryReport report = StoreRebuild.Run(disk, new RecoveryNotes(notes), options, new SimClock());
        Assert.Equal((4, false, notes.LongLength), (report.Tier, report.IsDigestProven, report.Operations));
        Assert.Equal(old, report.SetAside.Count);
        foreach (string path in report.SetAside) Assert.Contains(path, disk.List().Select(disk.PathOf));
        Assert.Equal([1], Read(disk, "notes.txt"));
        Assert.Equal([2], Read(disk, "letter.rebuild"));
        Assert.DoesNotContain(disk.List(), name => name.EndsWith(".rebuild", StringComparison.Ordinal) && name != "letter.rebuild");
        AssertHolds(disk, options, notes, report);
        Assert.True(Check(disk, options, new FsckOptions { IsDeep = true }).IsClean);
        using TreeStore store = StoreBench.Manual(disk, options);
        Assert.Equal(IncarnationOrigin.Rebuilt, store.Incarnation.Origin);
        Assert.Equal(store.Incarnation.Number, store.ReadLog(1).First().Incarnation);
        StoreBench.Answer(StoreBench.Group(store, Change(new Random(1), store.Definition))[0]);
    }

    [Fact]
    public void Every_rebuild_is_an_incarnation_of_its_own_even_if_the_file_of_incarnations_is_lost()
    {
        SimDisk disk = Nodes(3, groups: 5);
        var numbers = new List<ulong>();
        for (int i = 0; i < 3; i++)
        {
            StoreRebuild.Run(disk, new RecoveryNotes([([7, 7], [1])]), WithNodes, new SimClock());
            using (TreeStore store = StoreBench.Manual(disk, WithNodes)) numbers.Add(store.Incarnation.Number);
            disk.Replace(FileNames.Incarnation, null);
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.True(numbers[0] > 0);
    }

    [Fact]
    public void Bad_notes_are_refused_by_id_and_nothing_is_lost()
    {
        SimDisk disk = Nodes(4, groups: 8);
        Dictionary<string, byte[]> before = disk.Image();
        (byte[], byte[]) good = ([7, 0, 0, 0, 1, 1], [1]);
        (byte[] Id, byte[] Value, string Word)[] wrong =
        [
            ([7, 0, 0, 0, 1, 1], [2], "stands twice"),
            ([7, 0, 0], [2], "6 bytes"),
            ([0, 0, 0, 0, 0, 0], [2], "sentinel"),
            ([7, 0, 0, 0, 2, 1], new byte[60_000], "value"),
        ];
        foreach ((byte[] id, byte[] value, string word) in wrong)
        {
            SimDisk strict = value.Length > 1000 ? Short() : disk;
            IEnumerable<(byte[], byte[])> many = Enumerable.Range(2, 1200)
                .Select(n => (new byte[] { 8, 0, 0, (byte)(n >> 8), (byte)n, 1 }, new byte[] { 3 }));
            NoteRefusedException refused = Assert.Throws<NoteRefusedException>(
                () => StoreRebuild.Run(strict, new RecoveryNotes([good, .. many, (id, value)]), WithNodes, new SimClock()));
            Assert.Equal(1201, refused.Index);
            Assert.DoesNotContain("Operation", refused.Reason, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(id), refused.Message, StringComparison.Ordinal);
            Assert.Contains(word, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(strict.List(), name => name.Contains(".rebuild", StringComparison.Ordinal));
            Assert.DoesNotContain(strict.List(), name => name.Contains(".bad-", StringComparison.Ordinal));
        }

        Dictionary<string, byte[]> after = disk.Image();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach ((string name, byte[] bytes) in before) Assert.Equal(bytes, after[name]);
        Assert.Throws<InvalidOperationException>(() => StoreRebuild.Run(disk, new RecoveryNotes(Breaking()), WithNodes, new SimClock()));
        Assert.Equal(before.Keys.Order(), disk.List().Order());
    }

    [Fact]
    public void A_try_says_what_a_rebuild_would_make_and_changes_nothing()
    {
        SimDisk disk = Nodes(3, groups: 8);
        (byte[] Id, byte[] Value)[] notes = EntriesOf(disk, WithNodes, 1);
        Dictionary<string, byte[]> before = disk.Image();
        RecoveryReport tried = StoreRebuild.Try(disk, new RecoveryNotes(notes), WithNodes, new SimClock());
        Dictionary<string, byte[]> after = disk.Image();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach ((string name, byte[] bytes) in before) Assert.Equal(bytes, after[name]);
        RecoveryReport made = StoreRebuild.Run(disk, new RecoveryNotes(notes), WithNodes, new SimClock());
        Assert.Equal((tried.Digest, tried.Revision, tried.Operations), (made.Digest, made.Revision, made.Operations));
        Assert.Equal(tried.SetAside.Order(), made.SetAside.Order());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void The_digest_is_compared_with_the_sealed_one_where_a_checkpoint_or_a_record_tells_it(bool hasCheckpoint, bool hasRecord)
    {
        // One batch in the order of the notes makes the same tree.
        SimDisk disk = StoreBench.NewDisk(StoreBench.Padded);
        (byte[], byte[])[] notes = [.. Enumerable.Range(0, 30).Select(i => (new byte[] { 5, (byte)(i * 41) }, new byte[] { (byte)i }))];
        Head head;
        using (TreeStore store = StoreBench.Manual(disk, WithNodes))
        {
            StoreBench.Answer(StoreBench.Group(store, new Batch([.. notes.Select(note => Operation.Insert(note.Item1, note.Item2))]))[0]);
            head = store.Head;
        }

        if (!hasCheckpoint) disk.Flip(FileNames.Checkpoint(1), 70, 1);
        if (!hasRecord) disk.Flip(FileNames.Segment(1), 200, 1);
        foreach (bool isReversed in new[] { true, false })
        {
            var rebuilt = SimDisk.FromImage(disk.Image(), 1);
            IEnumerable<(byte[], byte[])> given = isReversed ? notes.Reverse() : notes;
            RecoveryReport report = StoreRebuild.Run(rebuilt, new RecoveryNotes(given), WithNodes, new SimClock());
            bool isTold = hasCheckpoint || hasRecord;
            Assert.Equal((1L, isTold ? head.Digest : null), (report.SealedRevision, report.SealedDigest));
            Assert.Equal(isTold && !isReversed, report.IsDigestProven);
            Assert.Equal(!isReversed, report.Digest == head.Digest);
        }

        disk.Replace(FileNames.Seal, null);
        RecoveryReport blind = StoreRebuild.Run(disk, new RecoveryNotes(notes), WithNodes, new SimClock());
        Assert.Equal((null, null, false), (blind.SealedRevision, blind.SealedDigest, blind.IsDigestProven));
    }

    [Theory]
    [InlineData(NodeEngine.Segments)]
    [InlineData(NodeEngine.Memory)]
    public void A_power_cut_at_any_operation_leaves_the_old_store_or_the_new_one(NodeEngine engine)
    {
        StoreOptions options = WithNodes with { NodeEngine = engine };
        SimDisk whole = Nodes(7, groups: 6, options: options);
        (byte[] Id, byte[] Value)[] notes = EntriesOf(whole, options, 2);
        Head old = HeadOf(whole, options);
        int olds = 0;
        int news = 0;
        for (long at = 1; ; at++)
        {
            var disk = SimDisk.FromImage(whole.Image(), (int)at);
            disk.FailAt(at, at % 2 == 0 ? SimDiskFault.CrashAfter : SimDiskFault.CrashBefore);
            try
            {
                StoreRebuild.Run(disk, new RecoveryNotes(notes), options, new SimClock());
            }
            catch (StoreException)
            {
                // The power went.
            }

            if (!disk.IsDown) break;
            disk.Crash();
            FsckReport report = Check(disk, options);
            Assert.True(report.IsClean, $"crash at {at}: {string.Join('\n', report.Findings)}");
            using (TreeStore store = StoreBench.Manual(disk, options))
            {
                bool isNew = store.EarlierIncarnations.Prepend(store.Incarnation).Any(life => life.Origin == IncarnationOrigin.Rebuilt);
                if (isNew) news++;
                else olds++;
                if (!isNew) Assert.Equal((old.Revision, old.Digest), (store.Head.Revision, store.Head.Digest));
                Assert.Equal(notes.LongLength, store.Head.Count);
            }

            Assert.DoesNotContain(disk.List(), name => name.Contains("rebuil", StringComparison.Ordinal));
            if (at % 5 != 0) continue;
            RecoveryReport again = StoreRebuild.Run(disk, new RecoveryNotes(notes), options, new SimClock());
            AssertHolds(disk, options, notes, again);
        }

        output.WriteLine($"{olds} times the old store, {news} times the new one");
        Assert.True(olds > 50 && news > 5);
    }

    [Fact]
    public void A_rebuild_that_was_cut_off_when_all_was_made_is_seen_and_completed()
    {
        SimDisk disk = Nodes(8, groups: 6);
        for (long at = 40; ; at++)
        {
            var cut = SimDisk.FromImage(disk.Image(), 1);
            cut.FailAt(at, SimDiskFault.CrashAfter);
            try
            {
                StoreRebuild.Run(cut, new RecoveryNotes([([7, 9], [1])]), WithNodes, new SimClock());
            }
            catch (StoreException)
            {
                // The power went.
            }

            Assert.True(cut.IsDown, "The swap was never met.");
            cut.Crash();
            if (!RebuildSwap.IsPending(cut)) continue;
            Dictionary<string, byte[]> before = cut.Image();
            FsckReport report = Check(cut);
            Assert.Contains(report.Notes, note => note.Kind == FsckKind.Unfinished);
            Assert.True(report.IsClean);
            Assert.Equal(before.Keys.Order(), cut.List().Order());
            FsckRepair repair = StoreCheck.Repair(cut, WithNodes, time: new SimClock());
            Assert.True(repair.After.IsClean && repair.Failure is null);
            Assert.DoesNotContain(repair.After.Notes, note => note.Kind == FsckKind.Unfinished);
            return;
        }
    }

    private static bool IsSetAside(string name) =>
        !(name is FileNames.Lock or FileNames.Definition or FileNames.Incarnation or FileNames.Recovery or FileNames.Reserve)
        && !name.Contains(".bad-", StringComparison.Ordinal) && !name.StartsWith("notes", StringComparison.Ordinal)
        && !name.StartsWith("letter", StringComparison.Ordinal);

    private static void AssertHolds(SimDisk disk, StoreOptions options, (byte[] Id, byte[] Value)[] notes, RecoveryReport report)
    {
        using TreeStore store = StoreBench.Manual(disk, options);
        Assert.Equal((report.Revision, report.Digest, 0), (store.Head.Revision, store.Head.Digest, store.Recovery.Tier));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.Equal(notes.LongLength, snapshot.Count);
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.Equal(
            notes.Select(note => (Convert.ToHexString(note.Id), Convert.ToHexString(note.Value))).Order(),
            entries.Select(entry => (Convert.ToHexString(entry.Id!), Convert.ToHexString(entry.Value))).Order());
    }

    private static IEnumerable<(byte[] Id, byte[] Value)> Breaking()
    {
        yield return ([7, 0, 0, 0, 1, 1], [1]);
        throw new InvalidOperationException("The notes cannot be read.");
    }

    // A store that takes short values only.
    private static SimDisk Short()
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, new StoreDefinition("short", new TreeParameters(6, null, 100), KeyMode.Raw), LogForge.StoreId);
        return disk;
    }

    private static Head HeadOf(SimDisk disk, StoreOptions options)
    {
        using TreeStore store = StoreBench.Manual(SimDisk.FromImage(disk.Image(), 1), options);
        return store.Head;
    }

    private static (byte[] Id, byte[] Value)[] EntriesOf(SimDisk disk, StoreOptions options, int seed)
    {
        using TreeStore store = StoreBench.Manual(SimDisk.FromImage(disk.Image(), 1), options);
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        (byte[], byte[])[] notes = [.. entries.Select(entry => (entry.Id!, entry.Value))];
        new Random(seed).Shuffle(notes);
        return notes;
    }
}
