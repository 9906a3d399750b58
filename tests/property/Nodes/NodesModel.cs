using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>What a store of nodes must hold, kept literally: every life, its death, and the checkpoints that count.</summary>
internal sealed class NodesModel
{
    // What a sweep was allowed to drop.
    private readonly HashSet<NodePlace> _maybeGone = [];

    internal Dictionary<NodePlace, NodesLife> Lives { get; private set; } = [];

    /// <summary>The checkpoints that a sweep must leave readable, oldest first. The first is the empty store's.</summary>
    internal List<NodesCheckpoint> Checkpoints { get; } = [new NodesCheckpoint(default, 0, [])];

    internal long Revision { get; set; } = 1;

    internal NodesCheckpoint Newest => Checkpoints[^1];

    internal IEnumerable<NodesLife> Sure => Lives.Values.Where(life => !_maybeGone.Contains(life.Place));

    internal SweepOrder Order(double deadShareMin, long bytesMax = long.MaxValue) =>
        new([.. Checkpoints.Select(one => one.Revision)], deadShareMin, bytesMax, [.. Checkpoints.Select(one => one.Mark)]);

    internal void Wrote(NodesItem item, NodePlace place) => Lives.Add(place, new NodesLife(item, place, Revision));

    internal void Buried(NodePlace place, long death) => Lives[place] = Lives[place] with { Death = death };

    internal void Synced(NodeStoreMark mark) =>
        Checkpoints.Add(new NodesCheckpoint(mark, Revision, new Dictionary<NodePlace, NodesLife>(Lives)));

    /// <summary>A sweep was begun: what it may drop is no longer sure.</summary>
    internal void Swept(SweepOrder order) =>
        _maybeGone.UnionWith(Lives.Values.Where(life => !order.Needs(life.Birth, life.Death)).Select(life => life.Place));

    /// <summary>The store was returned to a checkpoint.</summary>
    internal void Returned(NodesCheckpoint checkpoint)
    {
        int at = Checkpoints.IndexOf(checkpoint);
        Checkpoints.RemoveRange(at + 1, Checkpoints.Count - at - 1);
        Lives = new Dictionary<NodePlace, NodesLife>(checkpoint.Lives);
        Revision = checkpoint.Revision + 1;
        _maybeGone.IntersectWith(Lives.Keys);
        Assert.DoesNotContain(_maybeGone, place => Lives[place].Birth <= checkpoint.Revision && Lives[place].Death > checkpoint.Revision);
    }

    /// <summary>Some lives are read, by place and by label.</summary>
    internal void CheckReads(INodeStore store, Random random, int count)
    {
        NodesLife[] lives = [.. Lives.Values];
        random.Shuffle(lives);
        var sure = Sure.Select(life => life.Item.Label).ToHashSet();
        foreach (NodesLife life in lives.Take(count))
        {
            byte[] buffer = new byte[random.Next(700)];
            NodeReading reading = store.TryRead(life.Item.Label, life.Place, ref buffer, out NodeRecord record);
            if (!_maybeGone.Contains(life.Place))
            {
                Assert.Equal(NodeReading.Found, reading);
                Assert.Equal(new NodeRecord(life.Place, life.Item.Bytes.Length, life.Birth), record);
                Assert.Equal(life.Item.Bytes, buffer[..record.Length]);
            }

            reading = store.TryRead(life.Item.Label, NodePlace.Unknown, ref buffer, out record);
            Assert.NotEqual(NodeReading.Damaged, reading);
            if (sure.Contains(life.Item.Label)) Assert.Equal(NodeReading.Found, reading);
            if (reading == NodeReading.Found) Assert.Equal(Lives[record.Place].Item.Bytes, buffer[..record.Length]);
        }
    }

    /// <summary>Everything is visited that must be there, once, as it was written, and nothing that was not written.</summary>
    internal void CheckAll(INodeStore store)
    {
        var seen = new HashSet<NodePlace>();
        store.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
        {
            Assert.True(Lives.TryGetValue(record.Place, out NodesLife? life), $"{record} was never written");
            Assert.Equal(new NodeRecord(life.Place, life.Item.Bytes.Length, life.Birth, life.Death), record);
            Assert.Equal(life.Item.Bytes, bytes.ToArray());
            Assert.True(seen.Add(record.Place), $"{record} comes twice");
            return true;
        });
        NodesLife? missing = Sure.FirstOrDefault(life => !seen.Contains(life.Place));
        Assert.True(missing is null, $"{missing} is not there");
        Assert.Equal(seen.Count, store.Statistics().Records);
    }
}
