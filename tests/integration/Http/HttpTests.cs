using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The routes of the service.</summary>
public sealed class HttpTests : IDisposable
{
    private readonly HttpAsking _ask = new();

    public void Dispose() => _ask.Dispose();

    [Fact]
    public async Task Entries_of_any_bytes_are_put_read_and_taken_away()
    {
        HttpResponseMessage put = await _ask.PutAsync("%2fa%00%ff+", [0, 1, 255]);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        JsonNode committed = await HttpAsking.JsonOf(put);
        Assert.Equal($"\"{committed["digest_after"]}\"", put.Headers.ETag?.Tag);

        var request = new HttpRequestMessage(HttpMethod.Get, "v1/entry?id=%2fa%00%ff%20");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/octet-stream"));
        HttpResponseMessage got = await _ask.SendAsync(request);
        Assert.Equal([0, 1, 255], await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        JsonNode entry = await HttpAsking.JsonOf(await _ask.GetAsync("v1/entry?id=%2fa%00%ff%20"));
        Assert.Equal("AAH/", (string?)entry["value"]!["base64"]);
        Assert.Equal("L2EA/yA=", (string?)entry["id"]!["base64"]);

        var again = new HttpRequestMessage(HttpMethod.Get, "v1/entry?id=%2fa%00%ff%20");
        again.Headers.IfNoneMatch.Add(got.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await _ask.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _ask.SendAsync(new(HttpMethod.Delete, "v1/entry?id=%2fa%00%ff%20"))).StatusCode);
        await HttpAsking.AssertProblem(await _ask.GetAsync("v1/entry?id=%2fa%00%ff%20"), 404, "entry-not-found");
    }

    [Fact]
    public async Task Conditions_are_kept()
    {
        JsonNode first = await HttpAsking.JsonOf(await _ask.PutAsync("a", "1"u8.ToArray(), "&mode=insert"));
        await HttpAsking.AssertProblem(await _ask.PutAsync("a", "1"u8.ToArray(), "&mode=insert"), 409, "key-exists");
        await HttpAsking.AssertProblem(await _ask.PutAsync("b", "1"u8.ToArray(), "&mode=update"), 404, "entry-not-found");
        JsonNode conflict = await HttpAsking.AssertProblem(await _ask.PutAsync("a", "2"u8.ToArray(), ifMatch: new string('0', 66)), 412,
            "digest-conflict");
        Assert.Equal((string?)first["digest_after"], (string?)conflict["digest"]);
        Assert.Equal(HttpStatusCode.OK, (await _ask.PutAsync("a", "2"u8.ToArray(), ifMatch: (string?)first["digest_after"])).StatusCode);
        await HttpAsking.AssertProblem(await _ask.PutAsync("a", "2"u8.ToArray(), ifMatch: "12"), 400, "invalid-request");
    }

    [Fact]
    public async Task A_write_with_an_idempotency_key_is_carried_out_once()
    {
        const string Batch = """{"operations":[{"op":"update_long_by","id":"n","delta":5}],"idempotency_key":"k 1"}""";
        JsonNode first = await HttpAsking.JsonOf(await _ask.PostAsync("v1/batches", Batch));
        JsonNode again = await HttpAsking.JsonOf(await _ask.PostAsync("v1/batches", Batch));
        Assert.Equal(("committed", "repeated"), ((string?)first["outcome"], (string?)again["outcome"]));
        foreach (string name in (string[])["revision", "digest_before", "digest_after"])
            Assert.Equal(first[name]!.ToJsonString(), again[name]!.ToJsonString());
        Assert.Null(again["answers"]);
        await HttpAsking.AssertProblem(
            await _ask.PostAsync("v1/batches", Batch.Replace("5", "6", StringComparison.Ordinal)), 422, "idempotency-key-reused");
        await HttpAsking.AssertProblem(
            await _ask.PostAsync("v1/batches", Batch.Replace("k 1", new string('k', 65), StringComparison.Ordinal)), 400,
            "invalid-request");
        Assert.Equal(("committed", "repeated"), (await PutAsync("\"k2\""), await PutAsync("k2")));

        async Task<string?> PutAsync(string key)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, "v1/entry?id=once&mode=insert") { Content = new ByteArrayContent([1]) };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            return (string?)(await HttpAsking.JsonOf(await _ask.SendAsync(request)))["outcome"];
        }
    }

    [Fact]
    public async Task A_batch_stands_whole_or_not_at_all_and_a_preview_changes_nothing()
    {
        const string Batch =
            """{"operations":[{"op":"insert","id":"x","value":"1"},{"op":"update_long_by","id":"n","delta":5}],"proof":true}""";
        JsonNode preview = await HttpAsking.JsonOf(await _ask.PostAsync("v1/preview", Batch));
        JsonNode committed = await HttpAsking.JsonOf(await _ask.PostAsync("v1/batches", Batch));
        Assert.Equal((string?)preview["digest_after"], (string?)committed["digest_after"]);
        Assert.Equal((string?)preview["proof"], (string?)committed["proof"]);
        Assert.Equal("0000000000000001", (string?)committed["first_sequence"]);
        AssertTransition(committed);

        JsonNode refused = await HttpAsking.AssertProblem(
            await _ask.PostAsync("v1/batches", """{"operations":[{"op":"remove","id":"x"},{"op":"insert","id":"n","value":""}]}"""), 409,
                "key-exists");
        Assert.Equal(1, (int)refused["operation"]!);
        Assert.Equal(HttpStatusCode.OK, (await _ask.GetAsync("v1/entry?id=x")).StatusCode);
        await HttpAsking.AssertProblem(
            await _ask.PostAsync("v1/batches", """{"operations":[{"op":"update_long_by","id":"n","delta":-6}]}"""), 422,
                "operation-refused");
        await HttpAsking.AssertProblem(await _ask.PostAsync("v1/batches", """{"operations":[{"op":"frob","id":"n"}]}"""), 422,
            "operation-refused");
        JsonNode looked = await HttpAsking.JsonOf(await _ask.PostAsync("v1/batches", """{"operations":[{"op":"lookup","id":"x"}]}"""));
        Assert.Equal("answered", (string?)looked["outcome"]);
        Assert.Equal(1, (long)looked["revision"]!);
    }

    [Fact]
    public async Task Pages_join_to_the_whole()
    {
        string operations = string.Join(',', Enumerable.Range(0, 25).Select(n => $$"""{"op":"insert","id":"k{{n:00}}","value":"{{n}}"}"""));
        await HttpAsking.JsonOf(await _ask.PostAsync("v1/batches", $$"""{"operations":[{{operations}}]}"""));
        foreach (bool reverse in new[] { false, true })
        {
            var ids = new List<string>();
            string? cursor = null;
            do
            {
                string query = $"v1/entries?from=k03&to=k20&limit=4&reverse={(reverse ? "true" : "false")}";
                JsonNode page = await HttpAsking.JsonOf(await _ask.GetAsync(query + (cursor is null ? "" : "&cursor=" + cursor)));
                ids.AddRange(page["entries"]!.AsArray().Select(entry => (string)entry!["id"]!));
                cursor = (string?)page["next"];
            }
            while (cursor is not null);
            IEnumerable<string> expected = Enumerable.Range(3, 17).Select(n => $"k{n:00}");
            Assert.Equal(reverse ? expected.Reverse() : expected, ids);
        }

        Assert.Equal(10, (long)(await HttpAsking.JsonOf(await _ask.GetAsync("v1/entries?prefix=k1&count_only=true")))["count"]!);
    }

    [Fact]
    public async Task Its_figures_say_how_well_memory_serves()
    {
        await _ask.PutAsync("a", "1"u8.ToArray());
        for (int i = 0; i < 3; i++) await _ask.GetAsync("v1/entry?id=a");
        JsonNode cache = (await HttpAsking.JsonOf(await _ask.GetAsync("v1/stats")))["cache"]!;
        Assert.Equal((7, 0, 1.0), ((long)cache["nodes_passed"]!, (long)cache["nodes_missed"]!, (double)cache["hit_rate"]!));
        string table = BasisProgram.Run("stats", "--url", _ask.Service.Url).Done();
        Assert.Contains("cache hits     100.00 % of the 7 nodes that searches passed since ", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_well_and_stops_when_told_to()
    {
        Assert.Equal(HttpStatusCode.OK, (await _ask.GetAsync("livez")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _ask.GetAsync("readyz")).StatusCode);
        await _ask.PutAsync("a", "1"u8.ToArray());
        (int exitCode, string talk) = _ask.Service.Stop();
        Assert.Equal(0, exitCode);
        Assert.Contains("Stopped at revision 1.", talk, StringComparison.Ordinal);
        JsonNode stats = JsonNode.Parse(BasisProgram.Run("stats", "--data", _ask.Data, "--json").Done())!;
        Assert.Equal(1, (long)stats["revision"]!);
        Assert.Equal(0, (int)stats["recovery"]!["tier"]!);
    }

    [Fact]
    public async Task A_full_queue_asks_for_patience_and_changes_nothing()
    {
        using var scratch = new ScratchDirectory();
        string config = scratch.Write("basis.toml", "[store]\nqueue_batches = 1\ngroup_batches = 1\n");
        using ServedStore service = ServedStore.Start(scratch["data"], "--config", config);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = service.Address };
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(n =>
            client.PutAsync($"v1/entry?id={n}", new ByteArrayContent([]), TestContext.Current.CancellationToken)));
        HttpResponseMessage[] refused = [.. answers.Where(answer => !answer.IsSuccessStatusCode)];
        Assert.NotEmpty(refused);
        foreach (HttpResponseMessage answer in refused)
        {
            await HttpAsking.AssertProblem(answer, 503, "queue-full");
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        }

        string count = BasisProgram.Run("scan", "--url", service.Url, "--count-only").Done();
        Assert.Equal(answers.Length - refused.Length, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    }

    // The proof of the batch takes a stranger from the digest before to the digest after.
    private static void AssertTransition(JsonNode committed)
    {
        var verifier = new Verifier(new TreeParameters(12, null, 1000));
        var keys = new KeyScheme(KeyMode.Padded, 12);
        byte[] x = new byte[12];
        byte[] n = new byte[12];
        Assert.True(keys.TryMap("x"u8, x) && keys.TryMap("n"u8, n));
        Assert.True(Digest.TryParse((string?)committed["digest_before"], out Digest before));
        Assert.True(verifier.TryBegin(before, Convert.FromBase64String((string)committed["proof"]!)));
        Assert.Equal(Outcome.Absent, verifier.Apply(Operation.Insert(x, "1"u8.ToArray())));
        Assert.Equal(Outcome.Absent, verifier.Apply(Operation.UpdateLongBy(n, 5)));
        Assert.True(verifier.TryFinish(out Digest after));
        Assert.Equal((string?)committed["digest_after"], after.ToString());
    }
}
