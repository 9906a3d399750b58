using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>A random history of a store of nodes beside the model of it: everything follows from the seed.</summary>
internal sealed class NodesHistory(int seed)
{
    private readonly Random _random = new(seed);
    private int _items;

    internal NodesModel Model { get; } = new();

    /// <summary>Whether the present step only reads.</summary>
    internal bool IsReading { get; private set; }

    /// <summary>Carries out one step. Whatever it throws, the model knows what may have happened.</summary>
    internal void Step(INodeStore store)
    {
        int step = _random.Next(12);
        IsReading = step == 11;
        switch (step)
        {
            case 0 or 1 or 2 or 3 or 4:
                for (int i = _random.Next(1, 12); i > 0; i--) Write(store);
                Model.Revision++;
                break;
            case 5 or 6 or 7:
                Bury(store, _random.Next(1, 20));
                break;
            case 8 or 9:
                Sync(store);
                break;
            case 10:
                Sweep(store);
                break;
            default:
                Model.CheckReads(store, _random, 10);
                break;
        }
    }

    /// <summary>Returns an opened store to a checkpoint: the newest, or rarely an older one.</summary>
    internal void Return(INodeStore store)
    {
        int back = _random.Next(4) == 0 ? _random.Next(Model.Checkpoints.Count) : 0;
        NodesCheckpoint checkpoint = Model.Checkpoints[^(back + 1)];
        Assert.True(store.ReturnTo(checkpoint.Mark), (store as SegmentNodeStore)?.Refusal);
        Model.Returned(checkpoint);
    }

    internal void Check(INodeStore store)
    {
        Model.CheckReads(store, _random, 30);
        Model.CheckAll(store);
    }

    private void Write(INodeStore store)
    {
        NodesLife[] lives = _random.Next(5) == 0 ? [.. Model.Lives.Values] : [];
        NodesItem item = lives.Length > 0 ? lives[_random.Next(lives.Length)].Item : NewItem();
        Model.Wrote(item, store.Write(item.Label, item.Bytes, Model.Revision));
    }

    private NodesItem NewItem()
    {
        int number = ++_items;
        return _random.Next(12) switch
        {
            0 => NodesItem.Id($"id {number} of {seed}"),
            2 or 3 or 4 when Model.Lives.Count > 1 => NewInner(),
            1 => NodesItem.Leaf(HashCode.Combine(seed, number), _random.Next(6000)),
            _ => NodesItem.Leaf(HashCode.Combine(seed, number), _random.Next(100)),
        };
    }

    private NodesItem NewInner()
    {
        NodesLife[] lives = [.. Model.Lives.Values.Take(50)];
        NodesLife left = lives[_random.Next(lives.Length)];
        NodesLife right = lives[_random.Next(lives.Length)];
        return NodesItem.Internal(left.Item, right.Item, left.Place, right.Place);
    }

    private void Bury(INodeStore store, int count)
    {
        // What dies between two checkpoints is buried before the second.
        long since = Model.Newest.Revision;
        NodesLife[] alive = [.. Model.Lives.Values.Where(
            life => life.Death == long.MaxValue && Math.Max(life.Birth, since) < Model.Revision && life.Item.Bytes[0] != NodeFormat.IdTag)];
        _random.Shuffle(alive);
        Departure[] departures = [.. alive.Take(count).Select(
            life => new Departure(life.Place, _random.NextInt64(Math.Max(life.Birth, since) + 1, Model.Revision + 1)))];
        store.Bury(departures);
        foreach (Departure departure in departures) Model.Buried(departure.Place, departure.Death);
    }

    private void Sync(INodeStore store)
    {
        Model.Synced(store.Sync(beginsFile: _random.Next(4) == 0));
        Model.Revision++;
        while (Model.Checkpoints.Count > 3 || (Model.Checkpoints.Count > 1 && _random.Next(3) == 0)) Model.Checkpoints.RemoveAt(0);
    }

    private void Sweep(INodeStore store)
    {
        SweepOrder order = Model.Order(_random.Next(3) * 0.3, _random.Next(2) == 0 ? 6000 : long.MaxValue);
        Model.Swept(order);
        IsReading = true;
        long before = store.Statistics().Records;
        IsReading = false;
        SweepReport report = store.Sweep(order);
        IsReading = true;
        Assert.Equal(before - report.RecordsDropped, store.Statistics().Records);
    }
}
