using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A full checkpoint holds everything that its revision is.</summary>
public sealed class FullRoundTripTests
{
    public static TheoryData<bool, int, bool> Stores
    {
        get
        {
            TheoryData<bool, int, bool> data = [];
            foreach (int keys in new[] { 0, 1, 2, 7, 300, 9000 })
            {
                data.Add(true, keys, keys % 2 == 0);
                data.Add(false, keys, keys % 2 == 1);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void What_is_read_is_what_was_written(bool hashed, int keys, bool packs)
    {
        StoreDefinition definition = hashed ? Hashed : Padded;
        SimDisk disk = NewDisk(definition);
        using TreeStore store = FullBench.Filled(disk, keys);
        FullState state = FullBench.State(disk, store);
        FullCheckpoint written = FullBench.Write(disk, store, packs);
        var sink = new FullSink(definition.Parameters);
        FullCheckpoint read = FullFile.Read(disk, state.Definition.StoreId, store.Head.Revision, sink);
        Assert.Equal(written with { Root = read.Root, State = state }, read with { State = state });
        Assert.Equal(state with { Definition = read.State.Definition }, read.State);
        Assert.Equal(state.Definition.ToBytes(), read.State.Definition.ToBytes());
        Assert.Equal((store.Head.Digest, store.Head.Count), (read.Root.Digest, read.Root.Count));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        List<(byte[] Key, byte[] Value)> leaves = sink.Nodes.Leaves(read.Root.Place);
        int at = 1;
        foreach (StoreEntry entry in entries)
        {
            Assert.True(entry.Key.AsSpan().SequenceEqual(leaves[at].Key) && entry.Value.AsSpan().SequenceEqual(leaves[at].Value));
            if (hashed) Assert.Equal(entry.Id!, sink.Ids[new Label(leaves[at].Key)]);
            at++;
        }

        Assert.Equal(at, leaves.Count);
        Assert.Equal(hashed ? store.Head.Count : 0, sink.Ids.Count);
        Assert.DoesNotContain(disk.List(), name => name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public void Packing_makes_a_file_shorter_and_says_so_in_each_chunk()
    {
        byte[] plain = FullBench.Bytes(Padded, 2000, packs: false, out _, out _);
        byte[] packed = FullBench.Bytes(Padded, 2000, packs: true, out _, out _);
        Assert.True(packed.Length < plain.Length * 3 / 4, $"{packed.Length} of {plain.Length}");
        Assert.Equal(
            FullForge.Chunks(plain).Select(chunk => Convert.ToHexString(chunk.Payload)).SkipLast(1),
            FullForge.Chunks(packed).Select(chunk => Convert.ToHexString(chunk.Payload)).SkipLast(1));
    }

    [Fact]
    public void Values_that_make_a_subtree_too_large_get_smaller_subtrees()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk);
        Operation[] puts = [.. Enumerable.Range(0, 100).Select(n => Operation.Insert(Bytes(FullBench.Id(n)), new byte[4000]))];
        Group(store, Batch(puts));
        using StoreSnapshot snapshot = store.Snapshot();
        const int bytesMax = 50_000;
        var writer = new FullWriter(FullBench.State(disk, store), snapshot.Tree, snapshot.Ids, packs: true) { SubtreeBytesMax = bytesMax };
        FullFile.Write(disk, writer, 1);
        byte[] file = disk.Image()[FileNames.Full(1)];
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = FullForge.Chunks(file);
        Assert.True(chunks.TrueForAll(chunk => chunk.Payload.Length <= bytesMax));
        Assert.True(chunks.Count > 10);
        Assert.Equal(100, FullBench.Read(file, DefinitionFile.Read(disk).StoreId, 1, Padded.Parameters).Root.Count);
    }

    [Fact]
    public void A_writing_that_fails_anywhere_leaves_a_whole_file_or_none()
    {
        SimDiskFault[] faults =
            [SimDiskFault.CrashBefore, SimDiskFault.CrashAfter, SimDiskFault.InputOutput, SimDiskFault.ShortWrite, SimDiskFault.NoSpace];
        int whole = 0;
        int none = 0;
        for (int run = 0; ; run++)
        {
            SimDisk disk = NewDisk(Hashed);
            TreeStore store = FullBench.Filled(disk, 50);
            StoreId id = DefinitionFile.Read(disk).StoreId;
            long revision = store.Head.Revision;
            using StoreSnapshot snapshot = store.Snapshot();
            var writer = new FullWriter(FullBench.State(disk, store), snapshot.Tree, snapshot.Ids, packs: false);
            disk.FailAt(1 + (run / faults.Length), faults[run % faults.Length]);
            bool isDone = true;
            try
            {
                FullFile.Write(disk, writer, revision);
            }
            catch (StoreException)
            {
                isDone = false;
            }

            if (disk.Faults == 0) break;
            disk.FailNoMore();
            disk.Crash();
            if (!disk.List().Contains(FileNames.Full(revision)))
            {
                Assert.False(isDone);
                none++;
                continue;
            }

            Assert.Equal(store.Head.Digest, FullFile.Read(disk, id, revision, new FullSink(Hashed.Parameters)).Root.Digest);
            whole++;
        }

        Assert.True(whole >= 1 && none > 20, $"{whole} whole, {none} none");
    }
}
