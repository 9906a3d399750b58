using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Writes, buries, syncs, sweeps, closes, opens and goes on; the model knows at each moment what must be there, whatever fails next.
/// </summary>
internal sealed class NodesCrashScript(SimDisk disk, NodesModel model)
{
    private int _items;

    internal static SegmentNodeStore Open(SimDisk disk) => NodesEngine.OpenSegments(disk, 1 << 10);

    internal void Run()
    {
        using (SegmentNodeStore store = Open(disk))
        {
            Write(store, 12);
            Sync(store);
            Bury(store, 5);
            Write(store, 8);
            Sync(store);
            Bury(store, 7);
            Sync(store);
            model.Checkpoints.RemoveRange(0, 2);
            Sweep(store, 0.2);
            Write(store, 6);
            Sync(store);
            Write(store, 3); // and never synced
        }

        using (SegmentNodeStore store = Open(disk))
        {
            Assert.True(store.ReturnTo(model.Newest.Mark), store.Refusal);
            model.Returned(model.Newest);
            Write(store, 4);
            Bury(store, 9);
            Sync(store);
            model.Checkpoints.RemoveRange(0, model.Checkpoints.Count - 2);
            Sweep(store, 0);
            Write(store, 2);
            Sync(store);
            Sweep(store, 0);
        }
    }

    private void Write(SegmentNodeStore store, int count)
    {
        for (; count > 0; count--)
        {
            NodesItem item = _items % 7 == 6 ? NodesItem.Id($"id {_items}") : NodesItem.Leaf(_items, _items % 5 * 20);
            _items++;
            model.Wrote(item, store.Write(item.Label, item.Bytes, model.Revision));
        }
    }

    private void Bury(SegmentNodeStore store, int count)
    {
        model.Revision++;
        bool IsNode(NodesLife life) => life.Death == long.MaxValue && life.Item.Bytes[0] != NodeFormat.IdTag;
        NodesLife[] dead = [.. model.Sure.Where(IsNode).Take(count)];
        store.Bury([.. dead.Select(life => new Departure(life.Place, model.Revision))]);
        foreach (NodesLife life in dead) model.Buried(life.Place, model.Revision);
    }

    private void Sync(SegmentNodeStore store)
    {
        model.Synced(store.Sync());
        model.Revision++;
    }

    private void Sweep(SegmentNodeStore store, double share)
    {
        SweepOrder order = model.Order(share);
        model.Swept(order);
        store.Sweep(order);
    }
}
