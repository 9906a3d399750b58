using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Leaves with long values stand compressed in files and are what they were for whoever reads them.</summary>
public sealed class NodesPackedTests(ITestOutputHelper output)
{
    private const int Seed = 9;

    [Fact]
    public void Long_values_take_less_room_and_read_back_everywhere()
    {
        (SimDisk plain, _) = Write(compresses: false);
        (SimDisk packed, List<(NodesItem Item, NodePlace Place)> written) = Write(compresses: true);
        long before = Length(plain);
        long after = Length(packed);
        output.WriteLine($"seed {Seed}: {written.Count} leaves, {before} bytes plain, {after} packed");
        Assert.True(after < before * 3 / 4, $"{after} of {before} bytes");

        // A store that packs, one that does not, and one whose index is gone read the same.
        foreach (string name in packed.Image().Keys)
        {
            if (name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal)) packed.Replace(name, null);
        }

        using SegmentNodeStore store = Open(packed, compresses: false);
        foreach ((NodesItem item, NodePlace place) in written)
        {
            NodesReader.Expect(store, item, place);
            NodesReader.Expect(store, item, NodePlace.Unknown);
        }

        int seen = 0;
        store.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
        {
            seen++;
            return NodesItem.Verifier.TryLabel(bytes, out _) && bytes[0] != NodeFormat.PackedTag && record.Length == bytes.Length;
        });
        Assert.Equal(written.Count, seen);
    }

    [Fact]
    public void Any_bytes_are_unpacked_or_refused()
    {
        var random = new Random(Seed);
        byte[] buffer = [];
        byte[] good = PackedNode.Pack(Leaf(random, 4000).Bytes, ref buffer).ToArray();
        Assert.True(PackedNode.TryUnpack(good, NodesItem.Verifier, out _));
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bad = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            if (PackedNode.TryUnpack(bad.AsSpan(0, random.Next(bad.Length + 1)), NodesItem.Verifier, out byte[] node))
                Assert.True(NodesItem.Verifier.MayHaveLength(EncodedNode.LeafTag, node.Length));
        }
    }

    private static (SimDisk Disk, List<(NodesItem Item, NodePlace Place)> Written) Write(bool compresses)
    {
        var random = new Random(Seed);
        var disk = new SimDisk(1);
        var written = new List<(NodesItem, NodePlace)>();
        using SegmentNodeStore store = Open(disk, compresses);
        for (int i = 0; i < 300; i++)
        {
            NodesItem item = Leaf(random, random.Next(3) == 0 ? random.Next(100) : random.Next(200, 6000));
            written.Add((item, store.Write(item.Label, item.Bytes, i)));
        }

        store.Sync();
        return (disk, written);
    }

    // Half of the value says little, as values of people do.
    private static NodesItem Leaf(Random random, int length)
    {
        byte[] key = new byte[32];
        byte[] value = new byte[length];
        random.NextBytes(key);
        random.NextBytes(value.AsSpan(0, length / 2));
        byte[] bytes = new byte[EncodedNode.LeafLength(32, length)];
        EncodedNode.WriteLeaf(bytes, key, new byte[32], value);
        return NodesItem.Verifier.TryLabel(bytes, out Label label)
            ? new NodesItem(label, bytes)
            : throw new InvalidOperationException("This is no node.");
    }

    private static SegmentNodeStore Open(SimDisk disk, bool compresses)
    {
        SegmentNodeStore store = SegmentNodeStore.Open(disk, NodesEngine.StoreId, 64 << 10, NodesItem.Verifier);
        store.Compresses = compresses;
        return store;
    }

    private static long Length(SimDisk disk) =>
        disk.Image().Where(file => FileNames.TryParseNodes(file.Key, out _)).Sum(file => file.Value.Length);
}
