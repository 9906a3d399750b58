using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The routes by which a running store is looked after.</summary>
public sealed class UpkeepRouteTests : IDisposable
{
    private readonly HttpAsking _ask = new();

    public void Dispose() => _ask.Dispose();

    [Fact]
    public async Task Checkpoints_are_written_listed_and_dropped()
    {
        Assert.Empty((await ListAsync()).AsArray());
        await _ask.PutAsync("a", "1"u8.ToArray());
        JsonNode first = await HttpAsking.JsonOf(await _ask.PostAsync("v1/checkpoints", """{"name":"kept","full":true}"""));
        Assert.Equal((1, 1, true), ((long)first["full"]!["revision"]!, (long)first["full"]!["keys"]!, (bool)first["full"]!["written"]!));
        Assert.True(File.Exists(Path.Combine(_ask.Data, "full-0000000000000001")));
        Assert.Equal((1, "kept"), ((long)first["revision"]!, (string?)first["name"]));
        await _ask.PutAsync("b", "2"u8.ToArray());
        HttpResponseMessage second = await _ask.PostAsync("v1/checkpoints", """{"compact":true}""");
        JsonNode written = await HttpAsking.JsonOf(second);
        Assert.Equal($"\"{written["digest"]}\"", second.Headers.ETag?.Tag);
        Assert.True((bool)written["sweep"]!["complete"]!);
        JsonArray list = (await ListAsync()).AsArray();
        Assert.Equal(["2 ", "1 kept"], list.Select(entry => $"{entry!["revision"]} {entry["name"]}"));
        Assert.All(list, entry => Assert.True((long)entry!["records_written"]! > 0 && (long)entry["bytes_written"]! > 0));

        HttpResponseMessage dropped = await _ask.SendAsync(new(HttpMethod.Delete, "v1/checkpoints?name=kept"));
        Assert.Equal(1, (long)(await HttpAsking.JsonOf(dropped))["revisions"]![0]!);
        await HttpAsking.AssertProblem(
            await _ask.SendAsync(new(HttpMethod.Delete, "v1/checkpoints?name=kept")), 404, "checkpoint-not-found");
    }

    [Fact]
    public async Task A_name_belongs_to_one_checkpoint()
    {
        await _ask.PutAsync("a", "1"u8.ToArray());
        await _ask.PostAsync("v1/checkpoints", """{"name":"one"}""");
        await HttpAsking.AssertProblem(await _ask.PostAsync("v1/checkpoints", """{"name":"two"}"""), 409, "checkpoint-exists");
        await _ask.PutAsync("b", "1"u8.ToArray());
        await HttpAsking.AssertProblem(await _ask.PostAsync("v1/checkpoints", """{"name":"one"}"""), 409, "checkpoint-exists");
    }

    [Fact]
    public async Task A_check_goes_on_beside_commits()
    {
        Task<HttpResponseMessage>[] puts = [.. Enumerable.Range(0, 50).Select(n => _ask.PutAsync($"{n}", new byte[100]))];
        JsonNode report = await HttpAsking.JsonOf(await _ask.PostAsync("v1/checks", "{}"));
        Assert.True((bool)report["clean"]!, report.ToJsonString());
        Assert.All(await Task.WhenAll(puts), put => Assert.Equal(HttpStatusCode.OK, put.StatusCode));
    }

    [Fact]
    public async Task What_is_malformed_is_refused_and_does_nothing()
    {
        await _ask.PutAsync("a", "1"u8.ToArray());
        foreach (string path in new[] { "v1/checkpoints", "v1/checks" })
        {
            // What a page of another site could send without being asked for leave.
            foreach (HttpContent? content in new[] { null, new StringContent("{}") })
            {
                var plain = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
                await HttpAsking.AssertProblem(await _ask.SendAsync(plain), 415, "unsupported-media-type");
            }

            foreach (string body in new[] { "", "[]", "null", "{\"nme\":1}", "{\"name\":1}" })
                await HttpAsking.AssertProblem(await _ask.PostAsync(path, body), 400, "invalid-request");
            await HttpAsking.AssertProblem(await _ask.PostAsync(path + "?x=1", "{}"), 400, "invalid-request");
        }

        foreach (string name in new[] { "\"\"", "\"a b\"", $"\"{new string('x', 129)}\"" })
            await HttpAsking.AssertProblem(await _ask.PostAsync("v1/checkpoints", $"{{\"name\":{name}}}"), 400, "invalid-request");
        await HttpAsking.AssertProblem(await _ask.SendAsync(new(HttpMethod.Delete, "v1/checkpoints")), 400, "invalid-request");
        await HttpAsking.AssertProblem(await _ask.SendAsync(new(HttpMethod.Put, "v1/checkpoints")), 405, "method-not-allowed");
        await HttpAsking.AssertProblem(await _ask.GetAsync("v1/checks"), 405, "method-not-allowed");
        Assert.Empty((await ListAsync()).AsArray());
    }

    private async Task<JsonNode> ListAsync() => (await HttpAsking.JsonOf(await _ask.GetAsync("v1/checkpoints")))["checkpoints"]!;
}
