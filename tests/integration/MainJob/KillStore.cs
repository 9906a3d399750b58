using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A store whose service is killed again and again under load, and what its clients know about it.</summary>
internal sealed class KillStore
{
    private const int Writers = 4;
    private const int AcknowledgedMax = 400;
    private const int AcknowledgedMaxBusy = 150;
    private const int OlderDigests = 100; // of those acknowledged in earlier lives so many are looked up again each time

    // Everything that a store does beside committing, all the time.
    private const string Busy = """
        [store]
        segment_size = "4KiB"
        group_size = "4KiB"
        reserve = "64KiB"
        [persistence]
        node_cache_size = "64KiB"
        node_segment_size = "4KiB"
        operation_log_retention = "1 ms"
        checkpoint_interval = ["12 operations", "1 second"]
        compaction_percent = 5
        """;

    private static readonly StoreOptions s_busy = new()
    {
        SegmentBytesMax = 4 << 10,
        ReserveBytes = 64 << 10,
        NodeCacheBytes = 64 << 10,
        NodeSegmentBytesMax = 4 << 10,
        LogRetention = TimeSpan.FromMilliseconds(1),
        CheckpointOperations = 12,
        SweepShareMin = 0.05,
    };

    private readonly string _data;
    private readonly Random _random;
    private readonly string[] _arguments;
    private readonly StoreOptions _options;
    private readonly bool _isBusy;
    private readonly KillWriter[] _writers;
    private readonly ConcurrentQueue<(long Revision, string Digest)> _acknowledged = [];
    private readonly List<(long Revision, string Digest)> _all = [];

    internal KillStore(ScratchDirectory scratch, string name, int seed, bool isBusy)
    {
        _data = scratch.Store(name);
        _random = new Random(seed);
        _isBusy = isBusy;
        _options = isBusy ? s_busy : new StoreOptions();
        _arguments = isBusy ? ["--config", scratch.Write(name + ".toml", Busy)] : [];
        _writers = [.. Enumerable.Range(0, Writers).Select(writer => new KillWriter($"w{writer}", seed + 1 + writer))];
    }

    /// <summary>What the kills have met so far.</summary>
    internal KillTally Tally { get; } = new();

    /// <summary>Serves the store, kills the service after a number of acknowledged batches, and opens what it left.</summary>
    internal async Task CycleAsync(CancellationToken cancellation)
    {
        int wanted = _random.Next(1, _isBusy ? AcknowledgedMaxBusy : AcknowledgedMax);
        _acknowledged.Clear();
        using (ServedStore service = ServedStore.Start(_data, _arguments))
        {
            Task[] writing = [.. _writers.Select(writer =>
                writer.WriteAsync(service.Http, (revision, digest) => _acknowledged.Enqueue((revision, digest))))];
            Task compacting = _isBusy ? CompactAsync(service.Http, _random.Next()) : Task.CompletedTask;
            while (_acknowledged.Count < wanted && !Array.TrueForAll(writing, writer => writer.IsCompleted))
                await Task.Delay(1, cancellation);
            service.Kill();
            await Task.WhenAll(writing);
            await compacting;
            Assert.True(_acknowledged.Count >= wanted, $"The service acknowledges nothing more: {service.Talk()}");
        }

        KillFiles files = KillFiles.Of(_data);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(_data), _options with { CheckpointAtClose = _random.Next(2) == 0 });
        Tally.Add(files, store.Recovery);
        Assert.InRange(store.Recovery.Tier, 0, 1); // a kill damages nothing
        Assert.Empty(Directory.GetFiles(_data, "*.new"));
        CheckValues(store);
        CheckDigests(store, _acknowledged);
        if (_all.Count > 0) CheckDigests(store, Enumerable.Range(0, OlderDigests).Select(_ => _all[_random.Next(_all.Count)]));
        _all.AddRange(_acknowledged);
    }

    /// <summary>Checks every byte of the store, and every digest that was ever acknowledged.</summary>
    internal void CheckWhole()
    {
        FsckReport report = StoreCheck.Run(DirectoryDisk.Open(_data), _options, new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(_data), _options);
        CheckDigests(store, _all);
    }

    // Checkpoints on demand, each of which gives back all that can be given back.
    private static async Task CompactAsync(HttpClient http, int seed)
    {
        var random = new Random(seed);
        try
        {
            while (true)
            {
                await Task.Delay(random.Next(60));
                using HttpResponseMessage response = await http.PostAsJsonAsync("v1/checkpoints", new { compact = true });
                Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            // The service was killed.
        }
    }

    private void CheckValues(TreeStore store)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry>? entries, out string? refusal), refusal);
        Dictionary<string, string> found = entries.ToDictionary(
            entry => Encoding.UTF8.GetString(entry.Id ?? []), entry => Encoding.UTF8.GetString(entry.Value), StringComparer.Ordinal);
        foreach (KillWriter writer in _writers)
        {
            if (writer.Settle(found.Where(entry => writer.Owns(entry.Key)).ToDictionary())) Tally.Reappeared++;
        }

        Assert.Equal(_writers.Sum(writer => writer.Values.Count), found.Count);
        Assert.Equal(found.Count, snapshot.Count);
    }

    private static void CheckDigests(TreeStore store, IEnumerable<(long Revision, string Digest)> acknowledged)
    {
        foreach ((long revision, string digest) in acknowledged)
        {
            string found = store.TryGetDigest(revision, out Digest there) ? there.ToString() : "no digest";
            Assert.True(found == digest, $"Revision {revision} has {found} instead of {digest}.");
        }
    }
}
