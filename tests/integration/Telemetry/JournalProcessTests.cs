using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What a running service writes down: every event as it should be, and nothing of what clients entrust to it.</summary>
public sealed class JournalProcessTests : IDisposable
{
    private const string Secret = "p1anted-5ecret";

    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_of_ids_values_and_tokens_is_written_down(string form)
    {
        string token = BasisProgram.Run("token", "new", "--role", "admin", "--name", "all", "--file", _scratch["tokens"]).Done().Trim();
        string config = _scratch.Write(
            "basis.toml",
            $"[auth]\ntokens = \"{_scratch["tokens"]}\"\n[telemetry]\nlog_format = \"{form}\"\nlog_level = \"debug\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", config);
        service.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(service, HttpMethod.Put, $"v1/entry?id={Secret}", Secret));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(service, HttpMethod.Get, $"v1/entry?id={Secret}&proof=true", null));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(service, HttpMethod.Get, $"v1/entry?id={Secret}-not", null));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(service, HttpMethod.Get, $"v1/{Secret}", null));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(service, HttpMethod.Get, $"v1/trees/{Secret}/entry?id=1", null));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(service, HttpMethod.Post, "v1/batches", $"{{\"{Secret}\":[}}"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(service, HttpMethod.Post, $"v1/jobs?name={Secret}", "{}"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(service, HttpMethod.Post, "v1/jobs?name=scrub", "{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(service, HttpMethod.Get, "v1/stats", null, $"basis_{Secret}"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(service, new HttpMethod("DELETE"), $"v1/entry?id={Secret}", null));
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(Secret, talk, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)), talk, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), talk, StringComparison.Ordinal);
        Assert.DoesNotContain(token, talk, StringComparison.Ordinal);
        Assert.Contains("PUT /v1/entry was answered 200 in", talk, StringComparison.Ordinal);
        Assert.Contains("GET no route was answered 404 in", talk, StringComparison.Ordinal);
        Assert.Contains("The job scrub succeeded: ", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_is_an_object_and_the_level_may_change_while_it_runs()
    {
        string config = _scratch.Write("basis.toml", "[telemetry]\nlog_format = \"json\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", config);
        await SendAsync(service, HttpMethod.Get, "v1/stats", null);
        _scratch.Write("basis.toml", "[telemetry]\nlog_format = \"text\"\nlog_level = \"debug\"\n");
        service.Signal("HUP");
        await service.HearAsync("restart-needed");
        await SendAsync(service, HttpMethod.Get, "v1/stats", null);
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(0, exitCode);
        JsonNode[] lines = [.. talk.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(
            ["tree-created", "service-configured", "service-started", "configuration-taken", "restart-needed", "request-answered",
                "service-stopped"],
            lines.Select(line => (string)line["name"]!));
        Assert.Equal("telemetry.log_level", (string)lines[3]["keys"]!);
        Assert.Equal("telemetry.log_format", (string)lines[4]["keys"]!);
        Assert.Equal("/v1/stats", (string)lines[5]["http.route"]!);
        Assert.All(lines, line => Assert.True((int)line["event"]! >= 1000));
    }

    private static async Task<HttpStatusCode> SendAsync(
        ServedStore service, HttpMethod method, string address, string? body, string? bearer = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            string type = method == HttpMethod.Post ? "application/json" : "application/octet-stream";
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using HttpResponseMessage response = await service.Http.SendAsync(request, s_token);
        return response.StatusCode;
    }
}
