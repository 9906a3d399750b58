using System.Diagnostics;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Callers, files and disks that do what they should not: the store neither breaks, nor leaks, nor grows without bound.</summary>
public sealed class StoreHostileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("basis-hostile").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("seal")]
    [InlineData("log-0000000000000001")]
    public void No_store_is_made_over_the_file_of_somebody_else(string name)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, "mine");
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        StoreExistsException refused = Assert.Throws<StoreExistsException>(() => TreeStore.Create(disk, Hashed));
        Assert.Equal(path, refused.File);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Looking_for_a_store_where_there_is_none_leaves_nothing_behind()
    {
        DirectoryDisk disk = DirectoryDisk.Open(_root);
        Assert.Throws<StoreNotFoundException>(() => TreeStore.Open(disk));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void A_caller_that_uses_its_memory_again_too_early_does_no_harm()
    {
        foreach (StoreDefinition definition in new[] { Hashed, Padded })
        {
            SimDisk disk = NewDisk(definition);
            byte[] id = Bytes("id");
            byte[] value = Bytes("value");
            var operations = new List<Operation> { Operation.InsertOrUpdate(id, value) };
            Digest digest;
            using (TreeStore store = Manual(disk))
            {
                Task<CommitResult> answer = store.CommitAsync(new Batch(operations));
                operations.Clear();
                id.AsSpan().Fill((byte)'x');
                value.AsSpan().Fill((byte)'x');
                store.CommitQueued();
                digest = Answer(answer).After;
            }

            using TreeStore again = TreeStore.Open(disk);
            Assert.Equal(digest, again.Head.Digest);
            using StoreSnapshot snapshot = again.Snapshot();
            Assert.True(snapshot.TryGet("id"u8, out byte[]? read));
            Assert.Equal("value"u8, read);
            Assert.Equal("id"u8, again.ReadLog(1).Single().Operations[0].Id!.Value.Span);
        }
    }

    [Fact]
    public void A_proof_past_its_limit_takes_no_memory()
    {
        const int piece = 1 << 20;
        var exact = new BoundedBuffer(2 * piece);
        exact.GetSpan(piece)[0] = 7;
        exact.Advance(piece);
        exact.GetSpan(piece)[0] = 8;
        exact.Advance(piece);
        byte[]? kept = exact.ToArray();
        Assert.Equal((2 * piece, 7, 8), (kept!.Length, kept[0], kept[piece]));

        var endless = new BoundedBuffer(2 * piece);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 4096; i++)
        {
            Assert.True(endless.GetSpan(piece).Length >= piece);
            endless.Advance(piece);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * piece);
        Assert.Null(endless.ToArray());
        Assert.Equal(4096L * piece, endless.Length);
    }

    [Fact]
    public void A_commit_whose_proof_is_too_long_stands_without_it()
    {
        using TreeStore store = Manual(NewDisk(Padded), new StoreOptions { ProofBytesMax = 64 });
        CommitResult result = Answer(Group(store, Batch(Put("a", new string('v', 100))) with { WithProof = true })[0]);
        result = Answer(Group(store, Batch(Put("a", "1")) with { WithProof = true })[0]);
        Assert.Equal((CommitOutcome.Committed, null), (result.Outcome, result.Proof));
    }

    [Fact]
    public void The_log_is_read_to_the_head_while_the_queue_is_full()
    {
        using TreeStore store = Manual(NewDisk(Padded), new StoreOptions { Durability = Durability.None, QueueBatchesMax = 1 });
        Answer(Group(store, Batch(Put("a", "1")))[0]);
        Task<CommitResult> waiting = store.CommitAsync(Batch(Put("b", "2")));
        Assert.Equal(CommitOutcome.QueueFull, Answer(store.CommitAsync(Batch(Put("c", "3")))).Outcome);
        Assert.Equal([1L], store.ReadLog(1).Select(record => record.Revision));
        Assert.Equal(2, Answer(waiting).Revision);
    }

    [Theory]
    [InlineData(StoreOptions.BatchOperationsLimit, true)]
    [InlineData(StoreOptions.BatchOperationsLimit + 1, false)]
    public void A_record_has_as_many_operations_as_a_batch_at_most(int count, bool isRecord)
    {
        byte[] body = new byte[4 + (4 * count)];
        BitConverter.TryWriteBytes(body, count);
        for (int i = 4; i < body.Length; i += 4) (body[i], body[i + 2]) = ((byte)OperationKind.Lookup, 1);
        byte[] payload = new byte[LogFormat.RecordHeaderLength + LogFormat.SectionHeaderLength + body.Length];
        LogFormat.RecordTag.CopyTo(payload);
        payload[8] = 1;
        payload[138] = 1;
        payload[140] = (byte)LogFormat.OperationsSection;
        payload[142] = 1;
        BitConverter.TryWriteBytes(payload.AsSpan(144), body.Length);
        body.CopyTo(payload, 148);
        if (isRecord) Assert.Equal(count, RecordDecoder.Decode(payload, "log", 0, out _).Operations.Count);
        else Assert.Throws<StoreDamagedException>(() => RecordDecoder.Decode(payload, "log", 0, out _));
    }

    [Fact]
    public void Opening_that_fails_leaks_no_descriptor()
    {
        const int opens = 500;
        DirectoryDisk disk = DirectoryDisk.Create(Path.Combine(_root, "store"));
        TreeStore.Create(disk, Padded);
        foreach (string name in new[] { FileNames.Seal, FileNames.Definition, FileNames.Segment(1), "none" })
        {
            string path = disk.PathOf(name);
            byte[] whole = File.Exists(path) ? File.ReadAllBytes(path) : [];
            if (whole.Length > 0) File.WriteAllBytes(path, Damaged(name, whole));
            for (int i = 0; i < opens; i++)
            {
                Assert.ThrowsAny<StoreException>(() =>
                    name == "none" ? TreeStore.Open(DirectoryDisk.Open(_root)) : TreeStore.Open(disk));
            }

            if (whole.Length > 0) File.WriteAllBytes(path, whole);
            Assert.Equal(0, OpenFiles());
        }

        using TreeStore store = TreeStore.Open(disk);
        Assert.True(OpenFiles() > 0);
    }

    [Theory]
    [InlineData(FileNames.Definition)]
    [InlineData(FileNames.Seal)]
    [InlineData("log-0000000000000001")]
    public void A_pipe_in_place_of_a_file_is_refused_and_not_waited_for(string name)
    {
        DirectoryDisk disk = DirectoryDisk.Create(Path.Combine(_root, "store"));
        TreeStore.Create(disk, Padded);
        disk.Delete(name);
        using (Process making = Process.Start("mkfifo", disk.PathOf(name)))
        {
            making.WaitForExit();
            Assert.Equal(0, making.ExitCode);
        }

        StoreException refusal = Assert.ThrowsAny<StoreException>(() => TreeStore.Open(disk));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_that_finds_the_disk_full_leaves_nothing_behind()
    {
        int cleaned = 0;
        for (int failing = 1; failing < 60; failing++)
        {
            SimDisk disk = NewDisk(Padded);
            var options = new StoreOptions { ReserveBytes = 0 };
            using (TreeStore store = Manual(disk, options)) Answer(Group(store, Batch(Put("a", "1")))[0]);
            string segment = FileNames.Segment(1);
            disk.Replace(segment, [.. disk.Image()[segment], 1, 2, 3, 4, 5]);
            disk.FailAt(failing, SimDiskFault.ShortWrite);
            bool failed = false;
            try
            {
                TreeStore.Open(disk, options).Dispose();
            }
            catch (StoreFullException full) when (full.File!.EndsWith(".bad-1", StringComparison.Ordinal))
            {
                failed = true;
                cleaned++;
            }
            catch (StoreException)
            {
                // Another operation met the full disk.
            }

            disk.FailNoMore();
            if (failed) Assert.DoesNotContain(segment + ".bad-1", disk.List());
            using TreeStore again = TreeStore.Open(disk);
            Assert.Equal(1, again.Head.Revision);
        }

        Assert.True(cleaned >= 2, $"{cleaned} of the failures met the copy");
    }

    [Theory]
    [InlineData((int)SimDiskFault.InputOutput)]
    [InlineData((int)SimDiskFault.ShortWrite)]
    public void A_creation_that_failed_anywhere_does_not_block_the_next_one(int fault)
    {
        int failures = 0;
        for (int failing = 1; failing < 40; failing++)
        {
            var disk = new SimDisk(failing);
            disk.FailAt(failing, (SimDiskFault)fault);
            Exception? failure = Record.Exception(() => TreeStore.Create(disk, Padded));
            disk.FailNoMore();
            if (failure is not null)
            {
                failures++;
                Assert.IsAssignableFrom<StoreException>(failure);
                if (Record.Exception(() => TreeStore.Create(disk, Padded)) is { } second) Assert.IsType<StoreExistsException>(second);
            }

            using TreeStore store = TreeStore.Open(disk);
            Assert.Equal((0L, 0), (store.Head.Revision, store.Recovery.Tier));
        }

        Assert.InRange(failures, 10, 39);
    }

    // A seal of another store; else a file whose first bytes are not its own.
    private static byte[] Damaged(string name, byte[] whole)
    {
        byte[] changed = [.. whole];
        if (name == FileNames.Seal) new Seal(LogForge.StoreId, 0, 1, 1, LogFormat.SegmentHeaderLength, default).Write(changed);
        else changed[0] ^= 1;
        return changed;
    }

    private int OpenFiles() => Directory.GetFiles("/proc/self/fd")
        .Count(path => new FileInfo(path).LinkTarget?.StartsWith(_root, StringComparison.Ordinal) == true);
}
