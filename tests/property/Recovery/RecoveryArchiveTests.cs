using System.Security.Cryptography;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Segments of the log that retention has archived: here, taken away, and cut off in the middle.</summary>
public sealed class RecoveryArchiveTests(ITestOutputHelper output)
{
    private static readonly StoreOptions s_archiving = WithNodes with { LogRetention = TimeSpan.Zero };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Archived_segments_are_read_like_any_other(int seed)
    {
        SimDisk disk = Archived(seed, out Head head, out List<Digest> digests);
        ulong[] archives = FileNames.Archives(disk.List());
        ulong first = FileNames.Segments(disk.List())[0];
        Assert.True(archives.Length > 2);
        Assert.Equal(first, archives[^1] + 1);
        Assert.NotEmpty(FileNames.Fulls(disk.List()));
        foreach (long revision in CheckpointFile.Revisions(disk.List()))
        {
            Checkpoint checkpoint = CheckpointFile.Read(disk, LogForge.StoreId, revision);
            Assert.Equal(first, checkpoint.LogFloor);
            Assert.True(checkpoint.LogSegment >= first);
        }

        FsckReport report = Check(disk, check: new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal((head.Revision, head.Revision), (report.Records, report.Replayed));
        Assert.True(report.FullCheckpoints > 0);
        using (TreeStore store = StoreBench.Manual(disk, s_archiving))
        {
            Assert.Equal((head, 0), (store.Head, store.Recovery.Tier));
            Assert.Equal(head.Revision, store.ReadLog(1).LongCount());
            for (int revision = 0; revision < digests.Count; revision++)
            {
                Assert.True(store.TryGetDigest(revision, out Digest digest));
                Assert.Equal(digests[revision], digest);
            }
        }

        RecoveryReport rebuilt = TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, time: new SimClock());
        Assert.Equal((3, 0L, head.Revision, head.Digest), (rebuilt.Tier, rebuilt.CheckpointRevision, rebuilt.Records, rebuilt.Digest));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Archived_segments_may_be_taken_away(int seed)
    {
        SimDisk disk = Archived(seed, out Head head, out List<Digest> digests);
        ulong[] archives = FileNames.Archives(disk.List());
        foreach (ulong number in archives) disk.Replace(FileNames.Archive(number), null);
        FsckReport report = Check(disk, check: new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Equal([FsckKind.TakenAway], report.Notes.Select(note => note.Kind)); // the replay begins with the full checkpoint
        using (TreeStore store = StoreBench.Manual(disk, s_archiving))
        {
            Assert.Equal(head, store.Head);
            StoreException gone = Assert.Throws<StoreException>(() => store.ReadLog(1).Count());
            Assert.Contains("archived and taken away", gone.Message, StringComparison.Ordinal);
            Assert.False(store.TryGetDigest(1, out _));
            long floor = store.ReadLog(head.Revision).Single().Revision;
            Assert.True(store.TryGetDigest(floor, out Digest digest));
            Assert.Equal(digests[(int)floor], digest);
        }

        RecoveryReport rebuilt = TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, time: new SimClock());
        Assert.Equal((3, head.Revision, head.Digest), (rebuilt.Tier, rebuilt.Revision, rebuilt.Digest));
        Assert.Contains(FileNames.Fulls(disk.List()), full => (long)full == rebuilt.CheckpointRevision);
        Assert.True(Check(disk).IsClean);
        using TreeStore after = StoreBench.Manual(disk, s_archiving);
        Assert.Equal((head, 0), (after.Head, after.Recovery.Tier));
        using StoreSnapshot snapshot = after.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.Equal(head.Count, entries.LongCount());
    }

    [Fact]
    public void Without_archives_and_full_checkpoints_the_missing_segment_is_named()
    {
        SimDisk disk = Archived(4, out _, out _);
        foreach (ulong number in FileNames.Archives(disk.List())) disk.Replace(FileNames.Archive(number), null);
        foreach (ulong revision in FileNames.Fulls(disk.List())) disk.Replace(FileNames.Full((long)revision), null);
        StoreDamagedException damage = Assert.Throws<StoreDamagedException>(
            () => TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, isDryRun: true));
        Assert.Equal(disk.PathOf(FileNames.Segment(1)), damage.File);
        StoreBench.Manual(disk, s_archiving).Dispose();
    }

    [Fact]
    public void A_damaged_full_checkpoint_is_passed_over_and_so_is_a_damaged_archive()
    {
        SimDisk disk = Archived(5, out Head head, out _);
        ulong[] fulls = FileNames.Fulls(disk.List());
        Assert.True(fulls.Length > 1);
        disk.Flip(FileNames.Archive(1), 160, 1);
        disk.Flip(FileNames.Full((long)fulls[^1]), 400, 1);
        FsckReport report = Check(disk);
        Assert.Equal([FsckKind.Frame, FsckKind.FullCheckpoint], report.Findings.Select(finding => finding.Kind));
        RecoveryReport rebuilt = TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, time: new SimClock());
        Assert.Equal((3, (long)fulls[0], head.Digest), (rebuilt.Tier, rebuilt.CheckpointRevision, rebuilt.Digest));
    }

    // A full checkpoint has the ids of its own keys; records before it also speak of keys that were removed since.
    [Fact]
    public void Records_before_a_full_checkpoint_keep_their_ids_when_the_tree_is_built_from_it()
    {
        SimDisk disk = Archived(3, out Head head, out _);
        LogRecord[] before;
        using (TreeStore store = StoreBench.Manual(disk, s_archiving)) before = [.. store.ReadLog(1)];
        disk.Flip(FileNames.Archive(1), 160, 1); // in the record of revision 1
        RecoveryReport rebuilt = TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, time: new SimClock());
        Assert.Equal((3, head.Digest), (rebuilt.Tier, rebuilt.Digest));
        Assert.True(rebuilt.CheckpointRevision > 1);
        using TreeStore after = StoreBench.Manual(disk, s_archiving);
        HashSet<string> lost = [.. before[0].Operations.Select(operation => Convert.ToHexString(operation.Key.Span))];
        HashSet<string> live = [];
        using (StoreSnapshot snapshot = after.Snapshot())
        {
            Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
            live.UnionWith(entries.Select(entry => Convert.ToHexString(entry.Key)));
        }

        using IFile second = disk.Open(FileNames.Archive(2), FileOpening.Read);
        long revision = new LogFiles(disk, LogForge.StoreId).ReadHeader(second, 2).Start.Revision;
        int removed = 0;
        while (++revision <= rebuilt.CheckpointRevision)
        {
            LogRecord expected = before[(int)revision - 1];
            if (expected.Operations.Any(one => lost.Contains(Convert.ToHexString(one.Key.Span)))) continue;
            Assert.Equal(IdsOf(expected), IdsOf(after.ReadLog(revision).First()));
            removed += expected.Operations.Count(one => !live.Contains(Convert.ToHexString(one.Key.Span)));
        }

        Assert.True(removed > 0);
    }

    [Fact]
    public void Segments_stay_until_they_are_old_enough()
    {
        SimDisk disk = StoreBench.NewDisk(StoreBench.Padded);
        var clock = new SimClock();
        StoreOptions options = WithNodes with
        {
            LogRetention = TimeSpan.FromDays(30),
            CheckpointsRetained = 1,
            CheckpointInterval = null,
            CheckpointOperations = 1000,
        };
        using TreeStore store = TreeStore.Open(disk, new WriterSetup(options, clock, HasThread: false));
        ArchiveReport? report = null;
        for (int day = 0; day < 90; day++)
        {
            StoreBench.Group(store, StoreBench.Batch(StoreBench.Put($"id{day % 50}", new string('x', 200))));
            clock.Advance(TimeSpan.FromDays(1));
            if (day % 10 == 9) report = store.Checkpoint().Archive;
            if (day == 29) Assert.Equal((0, 1ul, null), (report!.Segments, report.Floor, report.Hindrance));
        }

        ulong first = FileNames.Segments(disk.List())[0];
        Assert.True(first > 1);
        Assert.Equal(first, report!.Floor);
        using IFile file = disk.Open(FileNames.Segment(first + 1), FileOpening.Read);
        LogRecord record = store.ReadLog(new LogFiles(disk, LogForge.StoreId).ReadHeader(file, first + 1).Start.Revision + 1).First();
        Assert.True(clock.GetUtcNow() - record.Time < TimeSpan.FromDays(31));
    }

    [Fact]
    public void Without_a_full_checkpoint_nothing_is_archived_and_the_report_says_so()
    {
        SimDisk disk = Nodes(7);
        DefinitionFile definition = DefinitionFile.Read(disk);
        var clock = new SimClock();
        clock.Advance(TimeSpan.FromDays(1));
        var room = new CheckpointRoom(
            disk, definition, new LiveOptions(s_archiving), clock, null!, null!, null!, null!, null!); // archiving asks for no more
        ArchiveReport? report = LogArchive.Apply(room, [.. CheckpointFile.Revisions(disk.List())]);
        Assert.Equal((0, 1ul), (report!.Segments, report.Floor));
        Assert.Contains("no full checkpoint", report.Hindrance, StringComparison.Ordinal);
        Assert.Null(LogArchive.Apply(room with { Live = new LiveOptions(WithNodes) }, [.. CheckpointFile.Revisions(disk.List())]));
    }

    [Fact]
    public async Task A_power_cut_at_any_operation_of_archiving_loses_nothing()
    {
        SimDisk whole = Nodes(8, groups: 8, options: WithNodes with { CheckpointOperations = 60 });
        int archived = 0;
        int runs = 0;
        var seen = new HashSet<string>();
        for (long at = 1; ; at++)
        {
            var disk = SimDisk.FromImage(whole.Image(), (int)at % 4);
            Head head;
            using (TreeStore store = StoreBench.Manual(disk, s_archiving with { CheckpointsRetained = 1 }))
            {
                StoreBench.Group(store, Change(new Random(3), store.Definition));
                head = store.Head;
                disk.FailAt(at, at % 2 == 0 ? SimDiskFault.CrashAfter : SimDiskFault.CrashBefore);
                try
                {
                    await Task.Run(() => store.Checkpoint(), TestContext.Current.CancellationToken);
                }
                catch (StoreException)
                {
                    // The power went.
                }
            }

            if (!disk.IsDown) break;
            disk.Crash();
            runs++;
            if (seen.Add(StateOf(disk))) AssertWhole(disk, head, at, ref archived); // reading changes nothing
        }

        output.WriteLine($"{runs} power cuts, {seen.Count} states, {archived} of them with archived segments");
        Assert.True(runs > 100 && archived > 5);
    }

    private static IEnumerable<string> IdsOf(LogRecord record) =>
        record.Operations.Select(one => one.Id is { } id ? Convert.ToHexString(id.Span) : "unknown");

    private static string StateOf(SimDisk disk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, byte[] bytes) in disk.Image().OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (name == FileNames.Incarnation) continue; // it is drawn by lot
            hash.AppendData(StoreBench.Bytes($"{name} {bytes.Length} "));
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void AssertWhole(SimDisk disk, Head head, long at, ref int archived)
    {
        if (FileNames.Archives(disk.List()).Length > 0) archived++;
        using (TreeStore store = StoreBench.Manual(disk, s_archiving))
        {
            Assert.True(head == store.Head, $"crash at {at}: {store.Head}");
            Assert.Equal(head.Revision, store.ReadLog(1).LongCount());
        }

        FsckReport report = Check(disk);
        Assert.True(report.IsClean, $"crash at {at}: {string.Join('\n', report.Findings)}");
        RecoveryReport rebuilt = TreeStore.Recover(disk, s_archiving with { RecoveryTierMin = 3 }, isDryRun: true);
        Assert.Equal(head.Digest, rebuilt.Digest);

        // What opening would not ask for may be gone.
        ulong floor = CheckpointFile.Revisions(disk.List()).Min(revision => CheckpointFile.Read(disk, LogForge.StoreId, revision).LogFloor);
        foreach (ulong number in FileNames.Archives(disk.List()))
        {
            if (number < floor) disk.Replace(FileNames.Archive(number), null);
        }

        using TreeStore after = StoreBench.Manual(disk, s_archiving);
        Assert.Equal(head, after.Head);
        Assert.Equal(head.Digest, TreeStore.Recover(
            SimDisk.FromImage(disk.Image(), 1), s_archiving with { RecoveryTierMin = 3 }, isDryRun: true).Digest);
    }

    private static SimDisk Archived(int seed, out Head head, out List<Digest> digests)
    {
        SimDisk disk = Nodes(seed, groups: 10);
        using TreeStore store = StoreBench.Manual(disk, s_archiving);
        var random = new Random(seed);
        for (int i = 0; i < 30; i++) StoreBench.Group(store, Change(random, store.Definition));
        head = store.Head;
        digests = [];
        for (long revision = 0; revision <= head.Revision; revision++)
        {
            Assert.True(store.TryGetDigest(revision, out Digest digest));
            digests.Add(digest);
        }

        return disk;
    }
}
