using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>What every engine promises (INodeStore), in small steps. Further engines add their name to the list.</summary>
public sealed class NodesConformanceTests
{
    public static TheoryData<string> Engines => new("memory", "simulated", "directory");

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_was_written_is_read_by_place_and_by_label(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesItem[] items = Items(200);
        NodePlace[] places = [.. items.Select((item, i) => store.Write(item.Label, item.Bytes, i))];
        Assert.Equal(places.Length, places.Distinct().Count());
        for (int i = 0; i < items.Length; i++)
        {
            Assert.True(places[i].IsKnown && places[i].Number < 1UL << NodePlace.Bits);
            NodesReader.Expect(store, items[i], places[i], new NodeRecord(places[i], items[i].Bytes.Length, i));
            NodesReader.Expect(store, items[i], NodePlace.Unknown, new NodeRecord(places[i], items[i].Bytes.Length, i));
            NodesReader.Expect(store, items[i], places[(i + 7) % places.Length], new NodeRecord(places[i], items[i].Bytes.Length, i));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_was_not_written_is_missing(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesReader.ExpectMissing(store, NodesItem.Leaf(1).Label, NodePlace.Unknown);
        NodesReader.ExpectMissing(store, NodesItem.Leaf(1).Label, new NodePlace(77));
        NodesItem[] items = Items(60);
        foreach (NodesItem item in items) store.Write(item.Label, item.Bytes, 1);
        for (ulong place = 0; place < 3 * NodesEngine.SegmentBytes; place += 5)
        {
            NodesReader.ExpectMissing(store, NodesItem.Leaf(1001).Label, new NodePlace(place));
            NodesReader.ExpectMissing(store, NodesItem.Leaf(1001).Label, new NodePlace(1UL << 32 | place));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_wrong_place_does_no_harm(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesItem[] items = Items(60);
        foreach (NodesItem item in items) store.Write(item.Label, item.Bytes, 1);
        var random = new Random(11);
        for (int i = 0; i < 2000; i++)
        {
            ulong place = random.Next(3) switch
            {
                0 => (ulong)random.Next(100),
                1 => (ulong)random.Next(4) << 32 | (uint)random.Next(5000),
                _ => (ulong)random.NextInt64(1L << NodePlace.Bits),
            };
            NodesReader.Expect(store, items[i % items.Length], new NodePlace(place));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Records_of_any_size_come_back(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        int[] lengths = [0, 1, 300, 447, 448, 449, 600, 4096, 70_000, 1 << 20, (1 << 20) - 200];
        NodesItem[] ids = [NodesItem.Id("a"), NodesItem.Id(new string('b', 9000))];
        NodesItem[] items = [.. lengths.Select((length, i) => NodesItem.Leaf(i, length)), .. ids];
        NodePlace[] places = [.. items.Select(item => store.Write(item.Label, item.Bytes, 3))];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < items.Length; i++) NodesReader.Expect(store, items[i], round == 0 ? places[i] : NodePlace.Unknown);
            store.Sync();
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_label_may_have_several_lives(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesItem left = NodesItem.Leaf(1);
        NodesItem right = NodesItem.Leaf(2);
        NodesItem[] lives = [.. Enumerable.Range(1, 40).Select(i => NodesItem.Internal(left, right, new NodePlace((ulong)i)))];
        NodePlace[] places = [.. lives.Select((life, i) => store.Write(life.Label, life.Bytes, i))];
        for (int i = 0; i < lives.Length; i++)
            NodesReader.Expect(store, lives[i], places[i], new NodeRecord(places[i], lives[i].Bytes.Length, i));
        byte[] buffer = [];
        Assert.Equal(NodeReading.Found, store.TryRead(lives[0].Label, NodePlace.Unknown, ref buffer, out NodeRecord record));
        int which = Array.IndexOf(places, record.Place);
        Assert.Equal(lives[which].Bytes, buffer[..record.Length]);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Returning_to_a_mark_forgets_what_came_after_it(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        INodeStore store = engine.Open();
        NodesItem[] items = Items(150);
        foreach (NodesItem item in items[..70]) store.Write(item.Label, item.Bytes, 1);
        NodeStoreMark mark = store.Sync();
        foreach (NodesItem item in items[70..]) store.Write(item.Label, item.Bytes, 2);
        store.Sync();
        store = Reopen(engine, store);
        Assert.True(store.ReturnTo(mark));
        foreach (NodesItem item in items[..70]) NodesReader.Expect(store, item, NodePlace.Unknown);
        foreach (NodesItem item in items[70..]) NodesReader.ExpectMissing(store, item.Label, NodePlace.Unknown);
        foreach (NodesItem item in items[100..]) NodesReader.Expect(store, item, store.Write(item.Label, item.Bytes, 2));
        NodeStoreMark second = store.Sync();
        store = Reopen(engine, store);
        Assert.True(store.ReturnTo(second));
        foreach (NodesItem item in items[..70].Concat(items[100..])) NodesReader.Expect(store, item, NodePlace.Unknown);
        foreach (NodesItem item in items[70..100]) NodesReader.ExpectMissing(store, item.Label, NodePlace.Unknown);
        store.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_store_returns_again_after_it_was_written(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesItem[] items = Items(200);
        var marks = new List<NodeStoreMark>();
        for (int i = 0; i < 4; i++)
        {
            marks.Add(store.Sync());
            foreach (NodesItem item in items[(50 * i)..(50 * (i + 1))]) store.Write(item.Label, item.Bytes, 1);
            store.Bury([new Departure(new NodePlace(1), 2)]);
        }

        for (int i = 3; i >= 0; i--)
        {
            Assert.True(store.ReturnTo(marks[i]));
            foreach (NodesItem item in items[..(50 * i)]) NodesReader.Expect(store, item, NodePlace.Unknown);
            foreach (NodesItem item in items[(50 * i)..]) NodesReader.ExpectMissing(store, item.Label, NodePlace.Unknown);
            Assert.Equal(50 * i, store.Statistics().Records);
            foreach (NodesItem item in items[170..]) NodesReader.Expect(store, item, store.Write(item.Label, item.Bytes, 1));
        }

        store.Clear();
        Assert.Equal(0, store.Statistics().Records);
        foreach (NodesItem item in items) NodesReader.Expect(store, item, store.Write(item.Label, item.Bytes, 1));
        store.Sync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_came_after_a_mark_is_kept_as_evidence_unless_there_is_nothing_to_prove(bool keeps)
    {
        var disk = new SimDisk(1);
        NodesItem[] items = Items(100);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk);
        NodeStoreMark mark = store.Sync();
        foreach (NodesItem item in items) store.Write(item.Label, item.Bytes, 1);
        store.Sync();
        store.Dispose();
        int files = FileNames.NodeSegments(disk.List()).Length;
        Assert.InRange(files, 2, 9);
        store = NodesEngine.OpenSegments(disk);
        store.KeepsEvidence = keeps;
        Assert.True(store.ReturnTo(mark));
        Assert.Empty(FileNames.NodeSegments(disk.List()));
        Assert.Equal(keeps ? files : 0, disk.List().Count);
        NodePlace place = store.Write(items[0].Label, items[0].Bytes, 1);
        Assert.True(!keeps || place.Number >> 32 > (ulong)files, "The number of a segment that was put aside does not come again.");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_mark_that_is_not_there_whole_is_refused_and_changes_nothing(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        INodeStore store = engine.Open();
        NodesItem[] items = Items(50);
        foreach (NodesItem item in items) store.Write(item.Label, item.Bytes, 1);
        NodeStoreMark mark = store.Sync();
        store = Reopen(engine, store);
        foreach (NodeStoreMark wrong in (NodeStoreMark[])[
            new(mark.First, mark.Second + 1), new(mark.First + 1, mark.Second), new(mark.First, long.MaxValue), new(ulong.MaxValue, 0)])
            Assert.False(store.ReturnTo(wrong));
        Assert.True(store.ReturnTo(mark));
        foreach (NodesItem item in items) NodesReader.Expect(store, item, NodePlace.Unknown);
        store.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_cleared_store_is_empty_and_can_be_written(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        INodeStore store = engine.Open();
        NodesItem[] items = Items(100);
        NodePlace[] places = [.. items.Select(item => store.Write(item.Label, item.Bytes, 1))];
        store.Sync();
        store = Reopen(engine, store);
        store.Clear();
        for (int i = 0; i < items.Length; i++) NodesReader.ExpectMissing(store, items[i].Label, places[i]);
        Assert.Equal(0, store.Statistics().Records);
        foreach (NodesItem item in items[50..]) NodesReader.Expect(store, item, store.Write(item.Label, item.Bytes, 1));
        NodeStoreMark mark = store.Sync();
        store = Reopen(engine, store);
        Assert.True(store.ReturnTo(mark));
        foreach (NodesItem item in items[50..]) NodesReader.Expect(store, item, NodePlace.Unknown);
        foreach (NodesItem item in items[..50]) NodesReader.ExpectMissing(store, item.Label, NodePlace.Unknown);
        store.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void An_empty_store_has_a_mark_too(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        INodeStore store = engine.Open();
        NodeStoreMark mark = store.Sync();
        NodesItem item = NodesItem.Leaf(1);
        store.Write(item.Label, item.Bytes, 1);
        store.Sync();
        store = Reopen(engine, store);
        Assert.True(store.ReturnTo(mark));
        NodesReader.ExpectMissing(store, item.Label, NodePlace.Unknown);
        NodesReader.Expect(store, item, store.Write(item.Label, item.Bytes, 1));
        store.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_figures_count_what_is_there(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        NodesItem[] items = Items(100);
        foreach (NodesItem item in items) store.Write(item.Label, item.Bytes, 1);
        foreach (NodesItem item in items) NodesReader.Expect(store, item, NodePlace.Unknown);
        NodeStoreStatistics figures = store.Statistics();
        Assert.Equal(store.Engine, figures.Engine);
        Assert.Equal(100, figures.Records);
        Assert.Equal(100, figures.Reads);
        Assert.Equal(0, figures.DeadBytes);
        Assert.True(figures.MemoryBytes > 0);
        if (engine.IsDurable) Assert.True(figures.Files > 1 && figures.Bytes > items.Sum(item => item.Bytes.Length));
    }

    private static NodesItem[] Items(int count) => [.. Enumerable.Range(0, count).Select(i => NodesItem.Leaf(i))];

    // What does not survive its process is not opened again: there the same promise holds within one life.
    private static INodeStore Reopen(NodesEngine engine, INodeStore store)
    {
        if (!engine.IsDurable) return store;
        store.Dispose();
        return engine.Open();
    }
}
