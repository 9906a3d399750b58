using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>A small store with every kind of file: compacted segments, full ones with their indexes, and one that is appended to.</summary>
internal sealed class NodesSample
{
    private const long Segment = 1 << 10;

    private NodesSample(Dictionary<string, byte[]> image, NodeStoreMark mark, NodesLife[] lives)
    {
        Image = image;
        Mark = mark;
        Lives = lives;
    }

    internal Dictionary<string, byte[]> Image { get; }

    internal NodeStoreMark Mark { get; }

    /// <summary>What can be read in it.</summary>
    internal NodesLife[] Lives { get; }

    internal static NodesSample Create(StoreId storeId, int seed)
    {
        var disk = new SimDisk(seed);
        var lives = new List<NodesLife>();
        NodeStoreMark mark;
        using (SegmentNodeStore store = SegmentNodeStore.Open(disk, storeId, Segment, NodesItem.Verifier))
        {
            for (int i = 0; i < 18; i++) Write(New(i));
            var gone = lives.Where((life, i) => i % 7 != 0 && i < 16 && i % 3 != 0).ToList();
            store.Bury([.. gone.Select(life => new Departure(life.Place, 2))]);
            store.Sync();
            if (store.Sweep(new SweepOrder([5], 0.1)).RecordsDropped == 0) throw new InvalidOperationException("Nothing was swept.");
            lives.RemoveAll(gone.Contains);
            for (int i = 20; i < 36; i++) Write(NodesItem.Leaf((seed * 1000) + i, i));
            for (int i = 0; i < 4; i++) Write(Inner(^1, ^(i + 2)));
            store.Bury([new Departure(lives[^1].Place, 7)]);
            mark = store.Sync();

            NodesItem New(int i) => i switch
            {
                0 or 7 or 14 => NodesItem.Id($"{seed}/{i}"),
                9 or 15 => Inner(^2, ^1), // kept by the sweep
                _ => NodesItem.Leaf((seed * 1000) + i, i),
            };

            // The routing key and the places are in no label: only a checksum tells when they are wrong.
            NodesItem Inner(Index left, Index right) =>
                NodesItem.Internal(lives[left].Item, lives[right].Item, lives[left].Place, lives[right].Place);

            void Write(NodesItem item) => lives.Add(new NodesLife(item, store.Write(item.Label, item.Bytes, 1), 1));
        }

        return new NodesSample(disk.Image(), mark, [.. lives]);
    }
}
