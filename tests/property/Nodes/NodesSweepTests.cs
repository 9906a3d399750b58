using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>That sweeping gives back the room, keeps what it must, and comes to an end.</summary>
public sealed class NodesSweepTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void A_store_whose_nodes_are_replaced_for_ever_stays_small(double share)
    {
        var disk = new SimDisk(1);
        var random = new Random(3);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk, 16 << 10);
        var live = new Dictionary<NodePlace, NodesItem>();
        int items = 0;
        long most = 0;
        for (int revision = 1; revision <= 300; revision++)
        {
            NodePlace[] dead = [.. live.Keys.Where(_ => random.Next(6) == 0)];
            store.Bury([.. dead.Select(place => new Departure(place, revision))]);
            foreach (NodePlace place in dead) live.Remove(place);
            while (live.Count < 500) Write(revision);
            NodeStoreMark mark = store.Sync();
            Assert.True(store.Sweep(new SweepOrder([revision], share)).IsComplete);
            most = Math.Max(most, disk.Image().Values.Sum(bytes => (long)bytes.Length));
            if (revision % 50 != 0) continue;
            foreach ((NodePlace place, NodesItem item) in live) NodesReader.Expect(store, item, place);
            store.Dispose();
            store = NodesEngine.OpenSegments(disk, 16 << 10);
            Assert.True(store.ReturnTo(mark), store.Refusal);
        }

        long bytes = live.Values.Sum(item => item.Bytes.Length + NodeFormat.MovedRecordHeaderLength);
        Assert.True(items > 20_000, $"{items} nodes were written");
        Assert.True(most < (share == 0 ? 2.5 : 3.5) * bytes, $"{most} bytes for {bytes} live ones");
        NodeStoreStatistics figures = store.Statistics();
        Assert.InRange(figures.Records - live.Count, 0, live.Count * 2);
        store.Dispose();

        void Write(int revision)
        {
            NodesItem item = NodesItem.Leaf(++items);
            live.Add(store.Write(item.Label, item.Bytes, revision), item);
        }
    }

    [Fact]
    public void Tombstones_go_when_their_records_have_gone()
    {
        // Many nodes are written, then all die at once: whole segments hold nothing but tombstones.
        var disk = new SimDisk(1);
        using SegmentNodeStore store = NodesEngine.OpenSegments(disk, 8 << 10);
        NodePlace[] places = Write(store, 3000);
        store.Sync();
        store.Bury([.. places.Select(place => new Departure(place, 2))]);
        store.Sync();
        NodesItem last = NodesItem.Leaf(9999, 7000);
        store.Write(last.Label, last.Bytes, 3);
        store.Sync();
        for (int i = 0; i < 3; i++) Assert.True(store.Sweep(new SweepOrder([3])).IsComplete);
        NodeStoreStatistics figures = store.Statistics();
        Assert.Equal(1, figures.Records);
        Assert.Equal(0, figures.DeadBytes);
        Assert.InRange(figures.Files, 1, 3);
        Assert.InRange(figures.Bytes, 0, 24 << 10);
        NodesReader.Expect(store, last, NodePlace.Unknown);
    }

    [Fact]
    public void What_a_sweep_leaves_for_later_it_finds_later()
    {
        var disk = new SimDisk(1);
        using SegmentNodeStore store = NodesEngine.OpenSegments(disk, 4 << 10);
        NodePlace[] places = Write(store, 2000);
        store.Sync();
        store.Bury([.. places.Where((_, i) => i % 4 != 0).Select(place => new Departure(place, 2))]);
        store.Sync();
        NodeStoreStatistics before = store.Statistics();
        Assert.Equal(1500L * (NodesItem.Leaf(0).Bytes.Length + NodeFormat.RecordHeaderLength), before.DeadBytes);
        Assert.Equal(before.DeadBytes, before.FreeableBytes);
        long dropped = 0;
        int sweeps = 0;
        for (bool isComplete = false; !isComplete; sweeps++)
        {
            SweepReport report = store.Sweep(new SweepOrder([2], 0.3, 20_000));
            dropped += report.RecordsDropped;
            isComplete = report.IsComplete;
            Assert.InRange(report.FilesSwept, 0, 7);
        }

        Assert.InRange(sweeps, 8, 60);
        Assert.InRange(dropped, 1480, 1500);
        Assert.Equal(2000 - dropped, store.Statistics().Records);
        Assert.InRange(store.Statistics().Bytes, 0, before.Bytes / 2);
    }

    [Fact]
    public void A_retained_revision_keeps_what_it_needs_however_late_the_sweep()
    {
        foreach (string name in (string[])["memory", "simulated", "directory"])
        {
            using NodesEngine engine = NodesEngine.Create(name);
            using INodeStore store = engine.Open();
            NodesItem[] items = [.. Enumerable.Range(0, 100).Select(i => NodesItem.Leaf(i))];
            NodePlace[] places = [.. items.Select((item, i) => store.Write(item.Label, item.Bytes, i))];
            store.Bury([.. places.Select((place, i) => new Departure(place, i + 10))]);
            for (int i = 1000; i < 1100; i++) store.Write(NodesItem.Leaf(i).Label, NodesItem.Leaf(i).Bytes, 200);
            store.Sync();
            store.Sweep(new SweepOrder([20, 60, 300], 0));
            for (int i = 0; i < items.Length; i++)
            {
                bool isNeeded = (i <= 20 && i + 10 > 20) || (i <= 60 && i + 10 > 60);
                if (isNeeded) NodesReader.Expect(store, items[i], places[i]);
                else if (i < 90) NodesReader.ExpectMissing(store, items[i].Label, places[i]);
            }

            // What was kept is still buried, and goes when nobody needs it any more.
            store.Enumerate((in NodeRecord record, ReadOnlySpan<byte> _) =>
            {
                Assert.Equal(record.Birth < 200 ? record.Birth + 10 : long.MaxValue, record.Death);
                return true;
            });
            store.Sweep(new SweepOrder([300], 0));
            for (int i = 0; i < 90; i++) NodesReader.ExpectMissing(store, items[i].Label, places[i]);
        }
    }

    [Fact]
    public void A_label_is_read_while_one_of_its_lives_is_left()
    {
        foreach (string name in (string[])["memory", "simulated", "directory"])
        {
            using NodesEngine engine = NodesEngine.Create(name);
            using INodeStore store = engine.Open();
            NodesItem item = NodesItem.Leaf(1);
            NodePlace first = store.Write(item.Label, item.Bytes, 1);
            store.Bury([new Departure(first, 2)]);
            Fill(store, 100);
            NodePlace second = store.Write(item.Label, item.Bytes, 5);
            Fill(store, 200);
            store.Sync();
            store.Sweep(new SweepOrder([9], 0));
            NodesReader.Expect(store, item, first, new NodeRecord(second, item.Bytes.Length, 5));
            store.Bury([new Departure(second, 10)]);
            store.Sync();
            store.Sweep(new SweepOrder([12], 0));
            NodesReader.ExpectMissing(store, item.Label, first);
            NodesReader.ExpectMissing(store, item.Label, second);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_mark_that_must_stay_reachable_is_reached_exactly_after_a_sweep_of_what_lies_between(int returned)
    {
        var disk = new SimDisk(1);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk, 4 << 10);
        var marks = new List<NodeStoreMark>();
        var places = new List<NodePlace[]>();
        NodesItem[] items = [.. Enumerable.Range(0, 300).Select(i => NodesItem.Leaf(i))];
        for (int part = 0; part < 3; part++)
        {
            NodesItem[] written = items[(100 * part)..(100 * (part + 1))];
            places.Add([.. written.Select(item => store.Write(item.Label, item.Bytes, part + 1))]);

            // Of every part the first half does not live to see its own mark.
            store.Bury([.. places[part][..50].Select(place => new Departure(place, part + 1))]);
            marks.Add(store.Sync(beginsFile: part == 1));
        }

        SweepReport report = store.Sweep(new SweepOrder([1, 2, 3], 0, long.MaxValue, marks));
        Assert.InRange(report.RecordsDropped, 60, 150); // three segments lie across a mark or behind the last
        store.Dispose();
        store = NodesEngine.OpenSegments(disk, 4 << 10);
        Assert.True(store.ReturnTo(marks[returned]), store.Refusal);
        for (int i = 0; i < items.Length; i++)
        {
            (int part, int at) = (i / 100, i % 100);
            if (part > returned) NodesReader.ExpectMissing(store, items[i].Label, places[part][at]);
            else if (at >= 50) NodesReader.Expect(store, items[i], places[part][at]);
        }

        NodePlace added = store.Write(NodesItem.Leaf(1000).Label, NodesItem.Leaf(1000).Bytes, 4);
        NodeStoreMark last = store.Sync();
        store.Dispose();
        store = NodesEngine.OpenSegments(disk, 4 << 10);
        Assert.True(store.ReturnTo(last), store.Refusal);
        NodesReader.Expect(store, NodesItem.Leaf(1000), added);
        store.Dispose();
    }

    [Fact]
    public void A_file_across_a_mark_is_swept_only_when_the_mark_is_given_up()
    {
        var disk = new SimDisk(1);
        SegmentNodeStore store = NodesEngine.OpenSegments(disk, 1 << 20);
        NodePlace[] places = Write(store, 100);
        NodeStoreMark across = store.Sync();
        Fill(store, 1000);
        store.Bury([.. places[..90].Select(place => new Departure(place, 2))]);
        NodeStoreMark newest = store.Sync(beginsFile: true);
        long dead = store.Statistics().DeadBytes;
        Assert.Equal(90L * (NodesItem.Leaf(0).Bytes.Length + NodeFormat.RecordHeaderLength), dead);
        Assert.Equal((0, dead), (store.Statistics([new KeptMark(1, across)]).FreeableBytes, store.Statistics().FreeableBytes));
        Assert.Equal(new SweepReport(0, 0, 0, 0, true), store.Sweep(new SweepOrder([2], 0, long.MaxValue, [across])));
        Assert.Equal(90, store.Sweep(new SweepOrder([2], 0)).RecordsDropped);
        store.Dispose();
        store = NodesEngine.OpenSegments(disk, 1 << 20);
        Assert.False(store.ReturnTo(across));
        Assert.Contains("before and after the mark", store.Refusal, StringComparison.Ordinal);
        Assert.True(store.ReturnTo(newest));
        for (int i = 90; i < 100; i++) NodesReader.Expect(store, NodesItem.Leaf(i), places[i]);
        store.Dispose();
    }

    private static NodePlace[] Write(SegmentNodeStore store, int count) =>
        [.. Enumerable.Range(0, count).Select(i => NodesItem.Leaf(i)).Select(item => store.Write(item.Label, item.Bytes, 1))];

    private static void Fill(INodeStore store, int from)
    {
        for (int i = from; i < from + 60; i++) store.Write(NodesItem.Leaf(i).Label, NodesItem.Leaf(i).Bytes, 1);
    }
}
