using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Notes over HTTP: committed with their bodies, proved, erased, told apart where there are none, there after a kill.</summary>
public sealed class NoteRouteTests : IDisposable
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_body_is_read_with_a_proof_of_the_commitment_to_it()
    {
        using ServedStore served = ServedStore.Start(_scratch.Store("data"));
        byte[] body = RandomNumberGenerator.GetBytes(3000);
        JsonNode put = await PutAsync(served, "n", body);
        Assert.Equal(("committed", 1), ((string)put["outcome"]!, (long)put["revision"]!));
        JsonNode note = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/note?id=n&proof=true&encoding=hex", s_token));
        Assert.Equal(Convert.ToHexStringLower(body), (string)note["body"]!["hex"]!);
        string value = Convert.ToHexStringLower(NoteValue.Of("n"u8, body));
        Assert.Equal(value, (string)note["value"]!);
        Assert.Equal((string)put["digest_after"]!, (string)note["digest"]!);
        string proof = _scratch.Write("proof.json", note["proof"]!.ToJsonString());
        string trust = BasisProgram.Run("trust", "--url", served.Url).Done();
        string proven = BasisProgram.Run("verify", proof, "--trust", trust, "--json").Done();
        Assert.Contains(Convert.ToBase64String(Convert.FromHexString(value)), proven, StringComparison.Ordinal);

        // The bare bytes, and not again to whoever has them.
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/note?id=n");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/octet-stream"));
        using HttpResponseMessage bare = await served.Http.SendAsync(request, s_token);
        Assert.Equal(body, await bare.Content.ReadAsByteArrayAsync(s_token));
        using var again = new HttpRequestMessage(HttpMethod.Get, "v1/note?id=n");
        again.Headers.TryAddWithoutValidation("If-None-Match", bare.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.NotModified, (await served.Http.SendAsync(again, s_token)).StatusCode);
        Assert.Equal(0, served.Stop().ExitCode);
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart_and_an_erased_body_stays_away()
    {
        using ServedStore served = ServedStore.Start(_scratch.Store("data"));
        await PutAsync(served, "n", "the old body"u8.ToArray());
        string old = Convert.ToHexStringLower(NoteValue.Of("n"u8, "the old body"u8));
        JsonNode put = await PutAsync(served, "n", "the new body"u8.ToArray());
        await served.Http.PutAsync("v1/entry?id=plain", new ByteArrayContent([1]), s_token);
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note?id=none", s_token), 404, "entry-not-found");
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note?id=plain", s_token), 404, "note-not-found");
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note?id=n&revision=9", s_token), 404, "revision-not-found");
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note", s_token), 400, "invalid-request");
        await HttpAsking.AssertProblem(await served.Http.DeleteAsync("v1/note?id=plain", s_token), 404, "note-not-found");
        await HttpAsking.AssertProblem(await served.Http.DeleteAsync("v1/note?id=none", s_token), 404, "entry-not-found");
        await HttpAsking.AssertProblem(await served.Http.DeleteAsync("v1/note?id=n&value=00", s_token), 400, "invalid-request");
        await HttpAsking.AssertProblem(await served.Http.DeleteAsync("v1/note?id=n&value=zz", s_token), 400, "invalid-request");
        using (var plain = new StringContent("{}"))
            await HttpAsking.AssertProblem(await served.Http.PostAsync("v1/crosscheck", plain, s_token), 415, "unsupported-media-type");

        JsonNode earlier = await HttpAsking.JsonOf(await served.Http.DeleteAsync($"v1/note?id=n&value={old}", s_token));
        Assert.True((int)earlier["places"]! > 0);
        Assert.Equal("the new body", (string)(await HttpAsking.JsonOf(await served.Http.GetAsync("v1/note?id=n", s_token)))["body"]!);
        JsonNode erased = await HttpAsking.JsonOf(await served.Http.DeleteAsync("v1/note?id=n", s_token));
        Assert.True((int)erased["places"]! > 0);
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note?id=n", s_token), 410, "note-erased");
        JsonNode stats = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/stats", s_token));
        JsonNode entry = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/entry?id=n&encoding=hex", s_token));
        Assert.Equal(Convert.ToHexStringLower(NoteValue.Of("n"u8, "the new body"u8)), (string)entry["value"]!["hex"]!);
        Assert.NotEqual((string)put["digest_after"]!, (string)stats["digest"]!); // another entry came behind it
        using var empty = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.True((bool)(await HttpAsking.JsonOf(await served.Http.PostAsync("v1/crosscheck", empty, s_token)))["equal"]!);
        Assert.Equal(0, served.Stop().ExitCode);
        Assert.All(Directory.GetFiles(_scratch["data"]), file => Assert.True(
            File.ReadAllBytes(file).AsSpan() is var bytes && bytes.IndexOf("the new body"u8) < 0 && bytes.IndexOf("the old body"u8) < 0));
    }

    [Fact]
    public async Task Notes_and_entries_of_one_batch_change_together_and_once()
    {
        using ServedStore served = ServedStore.Start(_scratch.Store("data"));
        const string batch = """
            {"operations":[{"op":"put_note","id":"a","value":"body of a"},{"op":"insert","id":"count","value":"2"},
              {"op":"put_note","id":"b","value":{"base64":"AAEC"}}]}
            """;
        for (int turn = 0; turn < 2; turn++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/batches");
            request.Content = new StringContent(batch, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", "once");
            JsonNode answer = await HttpAsking.JsonOf(await served.Http.SendAsync(request, s_token));
            Assert.Equal((turn == 0 ? "committed" : "repeated", 1), ((string)answer["outcome"]!, (long)answer["revision"]!));
        }

        // The insertion is refused now, and the note with it.
        using (var refused = new StringContent(
            batch.Replace("body of a", "another", StringComparison.Ordinal), Encoding.UTF8, "application/json"))
            await HttpAsking.AssertProblem(await served.Http.PostAsync("v1/batches", refused, s_token), 409, "key-exists");
        Assert.Equal("body of a", (string)(await HttpAsking.JsonOf(await served.Http.GetAsync("v1/note?id=a", s_token)))["body"]!);
        foreach (string bad in new[] { """{"op":"put_note","id":"a"}""", """{"op":"put_note","id":"a","value":"1","delta":1}""" })
        {
            using var malformed = new StringContent($"{{\"operations\":[{bad}]}}", Encoding.UTF8, "application/json");
            await HttpAsking.AssertProblem(await served.Http.PostAsync("v1/batches", malformed, s_token), 400, "invalid-request");
        }

        using var twice = new StringContent(
            """{"operations":[{"op":"put_note","id":"c","value":"1"},{"op":"remove","id":"c"},{"op":"put_note","id":"c","value":"2"}]}""",
            Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await served.Http.PostAsync("v1/batches", twice, s_token);
        Assert.True((int)response.StatusCode is 200 or 422, await response.Content.ReadAsStringAsync(s_token));

        using var stale = new HttpRequestMessage(HttpMethod.Put, "v1/note?id=a");
        stale.Content = new ByteArrayContent([1]);
        stale.Headers.TryAddWithoutValidation("If-Match", $"\"{new string('0', 66)}\"");
        await HttpAsking.AssertProblem(await served.Http.SendAsync(stale, s_token), 412, "digest-conflict");
        Assert.Equal(0, served.Stop().ExitCode);
    }

    [Fact]
    public async Task A_tree_that_can_have_no_notes_and_a_body_that_is_too_long_are_refused()
    {
        string data = _scratch["short"];
        BasisProgram.Run("init", "--data", data, "--value-length", "8").Done();
        using ServedStore served = ServedStore.Start(data);
        using (HttpResponseMessage refused = await served.Http.PutAsync("v1/note?id=a", new ByteArrayContent([1]), s_token))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/note?id=a", s_token), 404, "entry-not-found");
        using var large = new HttpRequestMessage(HttpMethod.Put, "v1/note?id=a");
        large.Content = new ByteArrayContent(new byte[Note.BodyLengthMax + 1]);
        large.Headers.ExpectContinue = true; // the answer comes before the body is sent
        await HttpAsking.AssertProblem(await served.Http.SendAsync(large, s_token), 413, "too-large");
        Assert.Equal(0, served.Stop().ExitCode);
    }

    [Fact]
    public async Task Acknowledged_notes_are_there_after_kills()
    {
        string data = _scratch.Store("data");
        var acknowledged = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int life = 0; life < 5; life++)
        {
            using ServedStore served = ServedStore.Start(data);
            foreach ((string id, byte[] body) in acknowledged)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/note?id={id}");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/octet-stream"));
                using HttpResponseMessage response = await served.Http.SendAsync(request, s_token);
                Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(s_token));
            }

            Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => WriteAsync(served, $"{life}-{writer}", acknowledged))];
            while (Count() < (life + 1) * 30) await Task.Delay(5, s_token);
            served.Kill();
            await Task.WhenAll(writers);
        }

        BasisProgram.Run("crosscheck", "--data", data).Done();
        BasisProgram.Run("fsck", "--deep", "--data", data).Done();

        int Count()
        {
            lock (acknowledged) return acknowledged.Count;
        }
    }

    [Fact]
    public void Commands_say_the_same_of_a_service_and_of_its_directory()
    {
        string[][] commands =
        [
            ["note", "get", "a"], ["note", "get", "a", "--json", "--proof"], ["note", "get", "none"], ["note", "get", "plain"],
            ["crosscheck"], ["crosscheck", "--json"], ["note", "erase", "none"], ["note", "erase", "plain"],
        ];
        string data = _scratch.Store("data");
        string body = _scratch.Write("a", "the body of a");
        using (ServedStore served = ServedStore.Start(data))
        {
            BasisProgram.Run("note", "put", "a", body, "--url", served.Url).Done();
            BasisProgram.Run("put", "plain", "value", "--url", served.Url).Done();
            Assert.Equal(0, served.Stop().ExitCode);
        }

        ProgramResult[] direct = [.. commands.Select(command => BasisProgram.Run([.. command, "--data", data]))];
        using (ServedStore served = ServedStore.Start(data))
        {
            foreach ((string[] command, ProgramResult expected) in commands.Zip(direct))
            {
                ProgramResult asked = BasisProgram.Run([.. command, "--url", served.Url]);
                Assert.Equal((expected.ExitCode, expected.Out, expected.Talk), (asked.ExitCode, asked.Out, asked.Talk));
            }

            Assert.Contains("overwritten", BasisProgram.Run("note", "erase", "a", "--url", served.Url).Talk, StringComparison.Ordinal);
            Assert.Contains(
                "was erased", BasisProgram.Run("note", "get", "a", "--url", served.Url).Refused(3), StringComparison.Ordinal);
            BasisProgram.Run("crosscheck", "--url", served.Url, "--from", body).Refused(2);
            Assert.Equal(0, served.Stop().ExitCode);
        }
    }

    private static async Task<JsonNode> PutAsync(ServedStore served, string id, byte[] body) =>
        await HttpAsking.JsonOf(await served.Http.PutAsync($"v1/note?id={id}", new ByteArrayContent(body), s_token));

    private static async Task WriteAsync(ServedStore served, string writer, Dictionary<string, byte[]> acknowledged)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                byte[] body = RandomNumberGenerator.GetBytes(1 + RandomNumberGenerator.GetInt32(5000));
                using HttpResponseMessage response = await served.Http.PutAsync(
                    $"v1/note?id={writer}-{i}", new ByteArrayContent(body), s_token);
                if (!response.IsSuccessStatusCode) return;
                lock (acknowledged) acknowledged[$"{writer}-{i}"] = body;
            }
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }
}
