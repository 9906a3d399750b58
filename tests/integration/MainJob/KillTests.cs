using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The service is killed with SIGKILL under write load; everything it acknowledged is there afterwards.</summary>
public sealed class KillTests
{
    private const int Writers = 4;

    // A longer campaign sets it.
    private static int Cycles =>
        int.TryParse(Environment.GetEnvironmentVariable("BASIS_KILL_CYCLES"), CultureInfo.InvariantCulture, out int cycles)
            ? cycles
            : Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? 1_000 : 50;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_by_kills()
    {
        using var scratch = new ScratchDirectory();
        string data = scratch.Store("data");
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var acknowledged = new ConcurrentQueue<Acknowledged>();
        for (int cycle = 0; cycle < Cycles; cycle++)
        {
            int already = acknowledged.Count;
            int wanted = already + random.Next(1, 400);
            using (ServedStore service = ServedStore.Start(data))
            {
                Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => WriteAsync(service, $"{cycle}-{writer}", acknowledged))];
                while (acknowledged.Count < wanted && writers.Any(writer => !writer.IsCompleted))
                    await Task.Delay(2, TestContext.Current.CancellationToken);
                service.Kill();
                await Task.WhenAll(writers);
            }

            Assert.True(acknowledged.Count >= wanted, "The service acknowledges nothing more.");
            AssertAll(data, acknowledged);
        }
    }

    // Writes until the service is gone.
    private static async Task WriteAsync(ServedStore service, string name, ConcurrentQueue<Acknowledged> acknowledged)
    {
        for (int n = 0; ; n++)
        {
            string id = $"{name}-{n}";
            string value = new('v', n % 300);
            try
            {
                var batch = new { operations = new[] { new { op = "insert", id, value } } };
                using HttpResponseMessage response = await service.Http.PostAsJsonAsync("v1/batches", batch);
                JsonNode? answer = await response.Content.ReadFromJsonAsync<JsonNode>();
                Assert.True(response.IsSuccessStatusCode, answer?.ToJsonString());
                acknowledged.Enqueue(new Acknowledged(id, value, (long)answer!["revision"]!, (string)answer["digest_after"]!));
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static void AssertAll(string data, IEnumerable<Acknowledged> acknowledged)
    {
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(data));
        using StoreSnapshot snapshot = store.Snapshot();
        foreach (Acknowledged one in acknowledged)
        {
            Assert.True(snapshot.TryGet(Encoding.UTF8.GetBytes(one.Id), out byte[]? value),
                $"{one.Id} of revision {one.Revision} is missing.");
            Assert.Equal(one.Value, Encoding.UTF8.GetString(value));
            Assert.True(store.TryGetDigest(one.Revision, out Digest digest));
            Assert.Equal(one.Digest, digest.ToString());
        }
    }

    private sealed record Acknowledged(string Id, string Value, long Revision, string Digest);
}
