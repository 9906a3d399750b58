using System.Globalization;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>What is damaged is told by file and offset, restored from another copy, and put right where it stands.</summary>
public sealed class NodesHealTests
{
    private static readonly NodesSample s_sample = NodesSample.Create(NodesEngine.StoreId, 1);

    [Fact]
    public void A_damaged_record_is_healed_in_place_and_the_store_is_what_it_was()
    {
        foreach (NodesLife life in s_sample.Lives)
        {
            (SimDisk disk, string file) = Damaged(life);
            SegmentNodeStore store = Open(disk);
            byte[] buffer = [];
            Assert.Equal(NodeReading.Damaged, store.TryRead(life.Item.Label, life.Place, ref buffer, out NodeRecord record));
            Assert.Equal(life.Place, record.Place);
            store.Heal(life.Item.Label, record.Place, life.Item.Bytes);
            NodesReader.Expect(store, life.Item, life.Place, new NodeRecord(life.Place, life.Item.Bytes.Length, 0));
            disk.Crash();
            store = Open(disk);
            foreach (NodesLife other in s_sample.Lives)
            {
                NodesReader.Expect(store, other.Item, other.Place);
                NodesReader.Expect(store, other.Item, NodePlace.Unknown);
            }

            // Nothing but the checksum and the birth differs.
            byte[] before = s_sample.Image[file];
            byte[] after = disk.Image()[file];
            Assert.InRange(Enumerable.Range(0, before.Length).Count(i => before[i] != after[i]), 1, 12);
        }
    }

    [Fact]
    public void A_record_that_is_gone_is_added()
    {
        SimDisk disk = SimDisk.FromImage(s_sample.Image, 1);
        SegmentNodeStore store = Open(disk);
        NodesItem item = NodesItem.Leaf(99_999);
        store.Heal(item.Label, NodePlace.Unknown, item.Bytes);
        NodesReader.Expect(store, item, NodePlace.Unknown);
        Assert.Contains(disk.Image().Values, bytes => bytes.AsSpan().IndexOf(item.Bytes) >= 0);
    }

    [Fact]
    public void Healing_at_a_wrong_place_harms_no_other_record()
    {
        var random = new Random(5);
        NodesItem item = NodesItem.Leaf(77_777);
        for (int i = 0; i < 300; i++)
        {
            SimDisk disk = SimDisk.FromImage(s_sample.Image, 1);
            SegmentNodeStore store = Open(disk);
            NodesLife near = s_sample.Lives[random.Next(s_sample.Lives.Length)];
            store.Heal(item.Label, new NodePlace(near.Place.Number + (ulong)random.Next(3) * (ulong)random.Next(200)), item.Bytes);
            NodesReader.Expect(store, item, NodePlace.Unknown);
            foreach (NodesLife life in s_sample.Lives) NodesReader.Expect(store, life.Item, life.Place);
        }
    }

    [Fact]
    public void Healing_where_other_records_are_damaged_stays_within_them()
    {
        // Two records that stand side by side are damaged from the first header on; what is healed there does not fit before the third.
        var disk = new SimDisk(1);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk);
        NodesItem[] items = [.. Enumerable.Range(0, 5).Select(i => NodesItem.Leaf(i, 10))];
        NodePlace[] places = [.. items.Select(item => store.Write(item.Label, item.Bytes, 1))];
        NodeStoreMark mark = store.Sync();
        byte[] bytes = disk.Image()[FileNames.Nodes(1)];
        bytes.AsSpan((int)(uint)places[1].Number, (int)(places[3].Number - places[1].Number) - 5).Clear();
        disk.Replace(FileNames.Nodes(1), bytes);
        foreach (int length in (int[])[0, 9, 11, 95, 150, 300])
        {
            NodesItem other = NodesItem.Leaf(900 + length, length);
            store = NodesEngine.OpenSegments(SimDisk.FromImage(disk.Image(), 1));
            Assert.True(store.ReturnTo(mark));
            store.Heal(other.Label, places[1], other.Bytes);
            NodesReader.Expect(store, other, NodePlace.Unknown);
            foreach (int i in (int[])[0, 3, 4]) NodesReader.Expect(store, items[i], places[i]);
        }
    }

    [Fact]
    public void A_copy_restores_and_heals()
    {
        SimDisk copy = SimDisk.FromImage(s_sample.Image, 1);
        using var restoration = DirectoryRestoration.Open(copy, NodesItem.Definition);
        foreach (NodesLife life in s_sample.Lives)
        {
            (SimDisk disk, _) = Damaged(life);
            SegmentNodeStore store = Open(disk);
            var nodes = new VerifiedNodes(store, NodesItem.Verifier, restoration);
            Assert.Equal(life.Item.Bytes, Read(nodes, life));
            Assert.Equal((1, 1, 0, 0), (nodes.Reads, nodes.Restored, nodes.Healed, nodes.Failures));
            Assert.True(nodes.HasPending);
            Assert.Equal(1, nodes.HealPending());
            Assert.False(nodes.HasPending);
            Assert.Equal((1, 1, 1, 0), (nodes.Reads, nodes.Restored, nodes.Healed, nodes.Failures));
            disk.Crash();
            var healed = new VerifiedNodes(Open(disk), NodesItem.Verifier);
            Assert.Equal(life.Item.Bytes, Read(healed, life));
        }

        Assert.Equal(s_sample.Image.Keys.Order(StringComparer.Ordinal), copy.List());
    }

    [Fact]
    public void A_copy_that_is_another_store_restores_what_hashes_to_the_label()
    {
        NodesSample foreign = NodesSample.Create(new StoreId("fedcba9876543210"u8), 1);
        using var restoration = DirectoryRestoration.Open(SimDisk.FromImage(foreign.Image, 1), NodesItem.Definition);
        byte[] buffer = [];
        foreach (NodesLife life in s_sample.Lives)
        {
            Assert.True(restoration.TryRestore(life.Item.Label, ref buffer, out int length));
            Assert.Equal(life.Item.Bytes, buffer[..length]);
        }

        Assert.False(restoration.TryRestore(NodesItem.Leaf(4).Label, ref buffer, out _));
    }

    [Fact]
    public void Damage_without_another_source_names_file_and_offset()
    {
        foreach (NodesLife life in s_sample.Lives)
        {
            (SimDisk disk, string file) = Damaged(life);
            SegmentNodeStore store = Open(disk);
            var nodes = new VerifiedNodes(store, NodesItem.Verifier);
            byte[] buffer = [];
            StoreDamagedException damage = Assert.Throws<StoreDamagedException>(() => nodes.Read(life.Item.Label, life.Place, ref buffer));
            Assert.EndsWith(file, damage.File, StringComparison.Ordinal);
            Assert.Equal(store.Locate(life.Place).Offset, damage.Offset);
            Assert.Contains(life.Item.Label.ToString(), damage.Message, StringComparison.Ordinal);
            Assert.Equal(1, nodes.Failures);
        }
    }

    [Fact]
    public void A_missing_node_is_damage_and_a_missing_id_an_answer()
    {
        SegmentNodeStore store = Open(SimDisk.FromImage(s_sample.Image, 1));
        var nodes = new VerifiedNodes(store, NodesItem.Verifier);
        byte[] buffer = [];
        Assert.Throws<StoreDamagedException>(() => nodes.Read(NodesItem.Leaf(4).Label, NodePlace.Unknown, ref buffer));
        Assert.False(nodes.TryRead(NodesItem.Id("never").Label, NodePlace.Unknown, ref buffer, out int length));
        Assert.Equal(0, length);
        Assert.Equal(1, nodes.Failures);
    }

    [Fact]
    public void Whatever_an_engine_or_a_source_says_is_hashed()
    {
        NodesItem asked = NodesItem.Leaf(1);
        NodesItem other = NodesItem.Leaf(2);
        using var store = new MemoryNodeStore();
        store.Write(asked.Label, other.Bytes, 1); // an engine that mixes up its records
        byte[] buffer = [];
        var alone = new VerifiedNodes(store, NodesItem.Verifier);
        Assert.Throws<StoreDamagedException>(() => alone.Read(asked.Label, NodePlace.Unknown, ref buffer));
        var lied = new VerifiedNodes(store, NodesItem.Verifier, new NodesRestoration((ref byte[] given) => Give(ref given, other.Bytes)));
        Assert.Throws<StoreDamagedException>(() => lied.Read(asked.Label, NodePlace.Unknown, ref buffer));
        var absurd = new VerifiedNodes(store, NodesItem.Verifier, new NodesRestoration((ref byte[] _) => int.MaxValue));
        Assert.Throws<StoreDamagedException>(() => absurd.Read(asked.Label, NodePlace.Unknown, ref buffer));
        var broken = new VerifiedNodes(store, NodesItem.Verifier, new NodesRestoration((ref byte[] _) => throw new StoreException("No.")));
        Assert.Throws<StoreDamagedException>(() => broken.Read(asked.Label, NodePlace.Unknown, ref buffer));
        var right = new VerifiedNodes(store, NodesItem.Verifier, new NodesRestoration((ref byte[] given) => Give(ref given, asked.Bytes)));
        Assert.Equal(asked.Bytes, Read(right, new NodesLife(asked, NodePlace.Unknown, 0)));
        Assert.Equal(1, right.HealPending());
        Assert.Equal(asked.Bytes, Read(alone, new NodesLife(asked, NodePlace.Unknown, 0)));
    }

    private static byte[] Read(VerifiedNodes nodes, NodesLife life)
    {
        byte[] buffer = [];
        int length = nodes.Read(life.Item.Label, life.Place, ref buffer);
        return buffer[..length];
    }

    private static int Give(ref byte[] buffer, byte[] bytes)
    {
        buffer = [.. bytes];
        return bytes.Length;
    }

    private static SegmentNodeStore Open(SimDisk disk)
    {
        SegmentNodeStore store = NodesEngine.OpenSegments(disk);
        Assert.True(store.ReturnTo(s_sample.Mark), store.Refusal);
        return store;
    }

    // The sample with the last byte of a record changed.
    private static (SimDisk Disk, string File) Damaged(NodesLife life)
    {
        SimDisk disk = SimDisk.FromImage(s_sample.Image, 1);
        (string path, long offset) = Open(SimDisk.FromImage(s_sample.Image, 1)).Locate(life.Place);
        string file = path[(path.LastIndexOf('/') + 1)..];
        bool isMoved = !file.EndsWith((life.Place.Number >> 32).ToString("x", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        int header = isMoved ? NodeFormat.MovedRecordHeaderLength : NodeFormat.RecordHeaderLength;
        disk.Flip(file, (int)offset + header + life.Item.Bytes.Length - 1, 4);
        return (disk, file);
    }
}
