using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Damaged, missing, foreign and swapped files: an index is made anew, anything else is told, no wrong byte is read.</summary>
public sealed class NodesDamageTests
{
    private static readonly NodesSample s_sample = NodesSample.Create(NodesEngine.StoreId, 1);

    private static readonly NodesSample s_foreign = NodesSample.Create(new StoreId("fedcba9876543210"u8), 2);

    public static TheoryData<string> Files => new(s_sample.Image.Keys);

    [Fact]
    public void The_sample_has_every_kind_of_file()
    {
        Assert.True(s_sample.Image.Keys.Count(IsIndex) >= 3);
        var disk = SimDisk.FromImage(s_sample.Image, 1);
        using SegmentNodeStore store = Open(disk);
        Assert.True(store.ReturnTo(s_sample.Mark));
        foreach (NodesLife life in s_sample.Lives) NodesReader.Expect(store, life.Item, NodePlace.Unknown);
        foreach (NodesLife life in s_sample.Lives) NodesReader.Expect(store, life.Item, life.Place);
        Assert.Equal(0, store.IndexesRebuilt);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_flipped_bit_never_gives_wrong_bytes(string file)
    {
        // Most of an index is zeros; of it the default run tries every third byte.
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        int length = s_sample.Image[file].Length;
        var outcomes = new Dictionary<string, int>();
        for (int offset = 0; offset < length; offset += IsIndex(file) && !isCampaign ? 3 : 1)
        {
            byte[] bytes = [.. s_sample.Image[file]];
            bytes[offset] ^= (byte)(1 << (offset % 8));
            string outcome = Judge(file, bytes);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (IsIndex(file)) Assert.Equal("all", outcome);
        }

        if (!IsIndex(file)) Assert.Equal(0, outcomes.GetValueOrDefault("all")); // every byte of a segment means something
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_another_length_is_noticed(string file)
    {
        byte[] whole = s_sample.Image[file];
        // The headers tell of every segment how long it must be, so a shortened one is noticed before anything is read.
        string outcome = IsIndex(file) ? "all" : "no return";
        for (int length = 0; length < whole.Length; length += 1 + (length % 5)) Assert.Equal(outcome, Judge(file, whole[..length]));
        Assert.Equal(outcome, Judge(file, null));
        foreach (byte[] longer in (byte[][])[[.. whole, 0], [.. whole, .. whole]])
        {
            // Behind the mark of the segment that is appended to anything may stand: it was never synced.
            Assert.Equal(file == FileNames.Nodes(s_sample.Mark.First) ? "all" : outcome, Judge(file, longer));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_in_the_place_of_another_is_noticed(string file)
    {
        foreach (string other in s_sample.Image.Keys.Where(name => name != file)) Expect(file, s_sample.Image[other]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_another_store_is_named_or_ignored(string file)
    {
        byte[] foreign = s_foreign.Image[file];
        if (IsIndex(file))
        {
            Assert.Equal("all", Judge(file, foreign));
            return;
        }

        StoreDamagedException damage = Assert.Throws<StoreDamagedException>(() => Open(With(file, foreign)));
        Assert.EndsWith(file, damage.File, StringComparison.Ordinal);
        Assert.Contains("segment of store", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_does_not_outlive_the_bytes_that_it_covers()
    {
        // A segment is closed with an index, cut, and grows again to the same length with other records; then the power goes.
        var disk = new SimDisk(1);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk);
        NodesItem[] items = [.. Enumerable.Range(0, 9).Select(i => NodesItem.Leaf(i))];
        foreach (NodesItem item in items[..3]) store.Write(item.Label, item.Bytes, 1);
        NodeStoreMark first = store.Sync();
        foreach (NodesItem item in items[3..6]) store.Write(item.Label, item.Bytes, 1);
        NodeStoreMark second = store.Sync();
        store.Dispose();
        Assert.Contains(disk.Image().Keys, IsIndex);
        store = NodesEngine.OpenSegments(disk);
        Assert.True(store.ReturnTo(first));
        foreach (NodesItem item in items[6..]) store.Write(item.Label, item.Bytes, 1);
        Assert.Equal(second, store.Sync());
        disk.Crash();
        store = NodesEngine.OpenSegments(disk);
        Assert.True(store.ReturnTo(second));
        foreach (NodesItem item in items[..3].Concat(items[6..])) NodesReader.Expect(store, item, NodePlace.Unknown);
    }

    [Fact]
    public void An_index_that_was_made_anew_is_there_the_next_time()
    {
        SimDisk disk = SimDisk.FromImage(s_sample.Image, 1);
        foreach (string file in s_sample.Image.Keys.Where(IsIndex)) disk.Replace(file, null);
        for (int life = 0; life < 2; life++)
        {
            using SegmentNodeStore store = Open(disk);
            Assert.True(store.ReturnTo(s_sample.Mark));
            foreach (NodesLife one in s_sample.Lives) NodesReader.Expect(store, one.Item, NodePlace.Unknown);
            Assert.Equal(life == 0, store.IndexesRebuilt > 1);
            store.Sync();
        }
    }

    [Fact]
    public void An_unknown_version_is_refused_by_name()
    {
        string file = s_sample.Image.Keys.First(name => !IsIndex(name));
        byte[] bytes = [.. s_sample.Image[file]];
        bytes[8] = 9;
        int length = BitConverter.ToInt32(bytes, 12);
        BitConverter.TryWriteBytes(bytes.AsSpan(length - 4), Crc32C.Compute(bytes.AsSpan(0, length - 4)));
        StoreDamagedException refusal = Assert.Throws<StoreDamagedException>(() => Open(With(file, bytes)));
        Assert.Contains("format version 1 was expected, not 9", refusal.Message, StringComparison.Ordinal);
    }

    private static bool IsIndex(string name) => name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal);

    private static SegmentNodeStore Open(SimDisk disk) => NodesEngine.OpenSegments(disk);

    private static SimDisk With(string file, byte[]? bytes)
    {
        SimDisk disk = SimDisk.FromImage(s_sample.Image, 1);
        disk.Replace(file, bytes);
        return disk;
    }

    private static void Expect(string file, byte[]? bytes)
    {
        string outcome = Judge(file, bytes);
        if (IsIndex(file)) Assert.Equal("all", outcome);
        else Assert.NotEqual("all", outcome);
    }

    // What comes of a store one of whose files has been changed: "all" if everything is read as it was written.
    private static string Judge(string file, byte[]? bytes)
    {
        SimDisk disk = With(file, bytes);
        SegmentNodeStore store;
        try
        {
            store = Open(disk);
        }
        catch (StoreDamagedException damage)
        {
            Assert.EndsWith(file, damage.File, StringComparison.Ordinal);
            return "refused";
        }

        if (!store.ReturnTo(s_sample.Mark))
        {
            Assert.NotEmpty(store.Refusal);
            Assert.Equal(
                s_sample.Image.Keys.Where(name => !IsIndex(name) && (bytes is not null || name != file)).Order(StringComparer.Ordinal),
                disk.List().Where(name => !IsIndex(name)));
            return "no return";
        }

        bool isAll = true;
        byte[] buffer = [];
        foreach (NodesLife life in s_sample.Lives)
        {
            foreach (NodePlace place in (NodePlace[])[life.Place, NodePlace.Unknown])
            {
                NodeReading reading = store.TryRead(life.Item.Label, place, ref buffer, out NodeRecord record);
                if (reading == NodeReading.Found) Assert.Equal(life.Item.Bytes, buffer[..record.Length]);
                isAll &= reading == NodeReading.Found;
            }
        }

        // A tombstone that cannot be read is not obeyed.
        if (isAll) store.Enumerate((in NodeRecord record, ReadOnlySpan<byte> _) => isAll &= record.Length > 0);
        isAll &= !IsBuriedKept(store);
        store.Dispose();
        return isAll ? "all" : "some";
    }

    private static bool IsBuriedKept(SegmentNodeStore store)
    {
        bool isKept = false;
        NodePlace buried = s_sample.Lives[^1].Place;
        store.Enumerate((in NodeRecord record, ReadOnlySpan<byte> _) =>
        {
            isKept |= record.Place == buried && record.Death == long.MaxValue;
            return true;
        });
        return isKept;
    }
}
