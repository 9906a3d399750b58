using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Finding records again behind bytes that are none.</summary>
public sealed class NodesWalkTests
{
    private const long Segment = 64 << 20;

    [Fact]
    public void Any_stretch_of_zeros_or_garbage_costs_only_the_records_that_it_hits()
    {
        var random = new Random(9);
        NodesItem[] items = [.. Enumerable.Range(0, 400).Select(i => NodesItem.Leaf(i, random.Next(300)))];
        for (int round = 0; round < 50; round++)
        {
            (SimDisk disk, NodeStoreMark mark, NodePlace[] places) = Write(items);
            byte[] bytes = disk.Image()["nodes-0000000000000001"];
            int start = random.Next(68, bytes.Length);
            int length = Math.Min(random.Next(1, 5000), bytes.Length - start);
            if (round % 2 == 0) random.NextBytes(bytes.AsSpan(start, length));
            else bytes.AsSpan(start, length).Clear();
            disk.Replace("nodes-0000000000000001", bytes);
            disk.Replace("nodes-0000000000000001.idx", null);
            using SegmentNodeStore store = NodesEngine.OpenSegments(disk, Segment);
            Assert.True(store.ReturnTo(mark));
            byte[] buffer = [];
            for (int i = 0; i < items.Length; i++)
            {
                long at = (uint)places[i].Number;
                bool isHit = at < start + length && at + NodeFormat.RecordHeaderLength + items[i].Bytes.Length > start;
                NodeReading reading = store.TryRead(items[i].Label, NodePlace.Unknown, ref buffer, out NodeRecord record);
                if (!isHit) Assert.Equal(NodeReading.Found, reading);
                if (reading == NodeReading.Found) Assert.Equal(items[i].Bytes, buffer[..record.Length]);
                reading = store.TryRead(items[i].Label, places[i], ref buffer, out _);
                if (!isHit) Assert.Equal(NodeReading.Found, reading);
                else Assert.NotEqual(NodeReading.Missing, reading);
            }
        }
    }

    [Fact]
    public void Values_that_look_like_records_do_not_make_the_search_endless()
    {
        // Every fourth byte of the value may be the length of a leaf of 64 KiB; the record's own header is damaged.
        byte[] value = new byte[1 << 20];
        for (int i = 0; i < value.Length; i += 2) value[i] = 1;
        byte[] leaf = new byte[EncodedNode.LeafLength(32, value.Length)];
        EncodedNode.WriteLeaf(leaf, new byte[32], new byte[32], value);
        Assert.True(NodesItem.Verifier.TryLabel(leaf, out Label label));
        var large = new NodesItem(label, leaf);
        (SimDisk disk, NodeStoreMark mark, NodePlace[] places) = Write([large, large, large, NodesItem.Leaf(1)]);
        byte[] bytes = disk.Image()["nodes-0000000000000001"];
        bytes.AsSpan((int)(uint)places[0].Number, 70).Clear();
        disk.Replace("nodes-0000000000000001", bytes);
        disk.Replace("nodes-0000000000000001.idx", null);
        using SegmentNodeStore store = NodesEngine.OpenSegments(disk, Segment);
        Assert.True(store.ReturnTo(mark));
        NodesReader.Expect(store, NodesItem.Leaf(1), places[3]);
        NodesReader.Expect(store, large, places[1]);
        byte[] buffer = [];
        Assert.Equal(NodeReading.Damaged, store.TryRead(NodesItem.Leaf(77).Label, places[0], ref buffer, out _));
    }

    private static (SimDisk Disk, NodeStoreMark Mark, NodePlace[] Places) Write(NodesItem[] items)
    {
        var disk = new SimDisk(1);
        using SegmentNodeStore store = NodesEngine.OpenSegments(disk, Segment);
        NodePlace[] places = [.. items.Select(item => store.Write(item.Label, item.Bytes, 1))];
        return (disk, store.Sync(), places);
    }
}
