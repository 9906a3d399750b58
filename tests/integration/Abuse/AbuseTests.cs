using System.Globalization;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// A running service under requests that no client sends: it answers none with a fault, does not grow, and serves whoever asks properly.
/// BASIS_CAMPAIGN=1 sends ten times as many; BASIS_SEED repeats a run.
/// </summary>
public sealed class AbuseTests(ITestOutputHelper output)
{
    private const long GrowthMax = 50 << 20;
    private const int WarmingRequests = 2_000;

    private static readonly bool s_isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";

    [Fact]
    public async Task Abuse_is_answered_without_a_fault_and_changes_nothing_for_others()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BASIS_SEED"), out int given) ? given : Random.Shared.Next();
        int requests = s_isCampaign ? 100_000 : 10_000;
        using var guarded = new GuardedStore();
        ServedStore service = guarded.Service;
        var tally = new AbuseTally(service.Address.Port);
        string[] tokens = [guarded.Tokens["admin"], guarded.Tokens["write"]];
        await SendAsync(tally, seed, WarmingRequests, tokens, cancellation);
        long before = MemoryOf(service);
        await SendAsync(tally, seed + 1_000, requests, tokens, cancellation);
        long growth = MemoryOf(service) - before;
        output.WriteLine($"BASIS_SEED={seed}: {requests + WarmingRequests} connections; {tally}");
        output.WriteLine($"memory {before >> 20} MiB and {growth >> 10} KiB");
        Assert.True(tally.Faults.Count == 0, $"BASIS_SEED={seed}: {string.Join('\n', tally.Faults.Take(5))}");
        foreach (int status in new[] { 0, 400, 401, 404, 405, 413, 414, 415 })
            Assert.True(tally.Answers.GetValueOrDefault(status) > 0, $"BASIS_SEED={seed}: no {status} among {tally}");
        Assert.True(growth < GrowthMax, $"BASIS_SEED={seed}: grew by {growth} bytes");

        string token = guarded.FileOf(guarded.Tokens["write"]);
        BasisProgram.Run("put", "--url", service.Url, "after", "abuse", "--token-file", token).Done();
        Assert.Equal("abuse", BasisProgram.Run("get", "--url", service.Url, "after", "--token-file", token).Done());
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("A fault in ", talk, StringComparison.Ordinal);
        Assert.All(guarded.Tokens.Values, held => Assert.DoesNotContain(held, talk, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reads_are_answered_beside_nine_hundred_idle_and_a_hundred_slow_connections()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var scratch = new ScratchDirectory();
        using ServedStore service = ServedStore.Start(scratch["data"]);
        Assert.True((await service.Http.PutAsync("v1/entry?id=a", new ByteArrayContent([1, 2, 3]), cancellation)).IsSuccessStatusCode);
        using var slow = new SlowConnections();
        await slow.OpenAsync(service.Address.Port, idle: 900, slow: 100, cancellation);
        int reads = s_isCampaign ? 5_000 : 300;
        for (int i = 0; i < reads; i++)
        {
            // Each on a connection of its own, which must be accepted as well.
            using var http = new HttpClient { BaseAddress = service.Address };
            using HttpResponseMessage response = await http.GetAsync("v1/entry?id=a", cancellation);
            Assert.True(response.IsSuccessStatusCode, $"read {i}: {response.StatusCode}");
            await Task.Delay(20, cancellation);
        }

        Assert.True(slow.Sent > 1_000, $"{slow.Sent} bytes");
        Assert.True((await service.Http.PutAsync("v1/entry?id=b", new ByteArrayContent([4]), cancellation)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Beyond_the_cap_connections_are_turned_away_and_let_in_again()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var scratch = new ScratchDirectory();
        string config = scratch.Write("basis.toml", "[server]\nconnections_max = 20\n");
        using ServedStore service = ServedStore.Start(scratch["data"], "--config", config);
        using (var slow = new SlowConnections())
        {
            await slow.OpenAsync(service.Address.Port, idle: 40, slow: 0, cancellation);
            using var refused = new HttpClient { BaseAddress = service.Address };
            await Assert.ThrowsAsync<HttpRequestException>(() => refused.GetAsync("livez", cancellation));
        }

        for (int i = 0; ; i++)
        {
            try
            {
                using var http = new HttpClient { BaseAddress = service.Address };
                Assert.True((await http.GetAsync("livez", cancellation)).IsSuccessStatusCode);
                return;
            }
            catch (HttpRequestException) when (i < 1_000)
            {
                await Task.Delay(50, cancellation); // it has not noticed yet that they are gone
            }
        }
    }

    private static async Task SendAsync(AbuseTally tally, int seed, int count, string[] tokens, CancellationToken cancellation)
    {
        const int senders = 32;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(
            async () =>
            {
                var requests = new AbuseRequests(new Random(seed + sender), tokens);
                for (int i = sender; i < count; i += senders) await tally.SendAsync(requests.Next(), cancellation);
            },
            cancellation)));
    }

    // What it holds of memory that is its own, in bytes.
    private static long MemoryOf(ServedStore service)
    {
        string path = $"/proc/{service.ProcessId}/status";
        if (!File.Exists(path)) Assert.Skip("There is no /proc here.");
        string line = File.ReadLines(path).Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
