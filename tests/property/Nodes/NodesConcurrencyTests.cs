using System.Collections.Concurrent;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Readers beside the writing thread while segments fill, roll over, are swept and taken away.</summary>
public sealed class NodesConcurrencyTests
{
    private const int Readers = 3;

    [Theory]
    [InlineData("memory")]
    [InlineData("simulated")]
    [InlineData("directory")]
    public async Task Readers_see_every_needed_node_while_the_store_is_written_and_swept(string name)
    {
        using NodesEngine engine = NodesEngine.Create(name);
        using INodeStore store = engine.Open();
        var live = new ConcurrentDictionary<NodePlace, NodesItem>();
        var done = new CancellationTokenSource();
        using var started = new CountdownEvent(Readers);
        Task<long>[] readers =
            [.. Enumerable.Range(1, Readers).Select(seed => Task.Run(() => Read(store, live, seed, started, done.Token)))];
        try
        {
            Write(store, live, 1, 2);
            started.Wait();
            Write(store, live, 2, Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? 2000 : 24);
        }
        finally
        {
            await done.CancelAsync();
        }

        long reads = (await Task.WhenAll(readers)).Sum();
        Assert.True(reads >= 40 * Readers, $"{reads} reads");
        foreach ((NodePlace place, NodesItem item) in live) NodesReader.Expect(store, item, place);
        if (engine.IsDurable) Assert.InRange(store.Statistics().Files, 1, 60);
    }

    [Fact]
    public async Task What_was_just_written_is_read_while_it_goes_to_the_file()
    {
        using SegmentNodeStore store = NodesEngine.OpenSegments(new SimDisk(1), 1 << 20);
        NodesLife newest = Put(0);
        var done = new CancellationTokenSource();
        using var started = new CountdownEvent(1);
        Task reader = Task.Run(() =>
        {
            byte[] buffer = [];
            while (!done.IsCancellationRequested)
            {
                NodesLife life = Volatile.Read(ref newest);
                Assert.Equal(NodeReading.Found, store.TryRead(life.Item.Label, life.Place, ref buffer, out NodeRecord record));
                Assert.Equal(life.Item.Bytes, buffer[..record.Length]);
                if (!started.IsSet) started.Signal();
            }
        });
        started.Wait();
        for (int i = 1; i < 8_000; i++)
        {
            Volatile.Write(ref newest, Put(i));
            store.Sync();
        }

        await done.CancelAsync();
        await reader;

        NodesLife Put(int number)
        {
            NodesItem item = NodesItem.Leaf(number % 100, number % 50);
            return new NodesLife(item, store.Write(item.Label, item.Bytes, 1), 1);
        }
    }

    private static void Write(INodeStore store, ConcurrentDictionary<NodePlace, NodesItem> live, int first, int end)
    {
        var random = new Random(first);
        int items = 1000 * first;
        for (int revision = first; revision < end; revision++)
        {
            // First out of the readers' sight, then buried, and only then, when no reader can ask for it, swept away.
            NodePlace[] dead = [.. live.Keys.Where(_ => random.Next(4) == 0)];
            foreach (NodePlace place in dead) live.TryRemove(place, out _);
            store.Bury([.. dead.Select(place => new Departure(place, revision))]);
            for (int i = 0; i < 150; i++)
            {
                NodesItem item = NodesItem.Leaf(++items, random.Next(60));
                live[store.Write(item.Label, item.Bytes, revision)] = item;
            }

            store.Sync();
            if (revision % 3 == 0) store.Sweep(new SweepOrder([revision], 0.3));
        }
    }

    private static long Read(
        INodeStore store, ConcurrentDictionary<NodePlace, NodesItem> live, int seed, CountdownEvent started, CancellationToken done)
    {
        var random = new Random(seed);
        byte[] buffer = [];
        long reads = 0;
        while (!done.IsCancellationRequested)
        {
            foreach ((NodePlace place, NodesItem item) in live)
            {
                if (random.Next(4) != 0) continue;
                NodePlace hint = random.Next(4) == 0 ? NodePlace.Unknown : place;
                NodeReading reading = store.TryRead(item.Label, hint, ref buffer, out NodeRecord record);
                if (reading != NodeReading.Found && !live.ContainsKey(place)) continue; // it died meanwhile
                Assert.Equal(NodeReading.Found, reading);
                Assert.Equal(item.Bytes, buffer[..record.Length]);
                if (++reads == 40) started.Signal();
                if (reads % 500 == 0) Assert.True(store.Statistics().Records > 0 && store.Locate(place).File.Length > 0);
                if (done.IsCancellationRequested) break;
            }
        }

        return reads;
    }
}
