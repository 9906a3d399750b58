using System.Net;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What the service refuses, each time with a problem document.</summary>
public sealed class HttpRefusalTests : IClassFixture<HttpRefusalTests.Fixture>
{
    private readonly HttpAsking _ask;

    public HttpRefusalTests(Fixture fixture) => _ask = fixture.Ask;

    [Theory]
    [InlineData("GET", "v1/nothing", 404, "route-not-found")]
    [InlineData("PATCH", "v1/entry?id=a", 405, "method-not-allowed")]
    [InlineData("GET", "v1/entry", 400, "invalid-request")]
    [InlineData("GET", "v1/entry?id=", 400, "invalid-id")]
    [InlineData("GET", "v1/entry?id=much-too-long-an-id", 400, "invalid-id")]
    [InlineData("GET", "v1/entry?id=a&id=b", 400, "invalid-request")]
    [InlineData("GET", "v1/entry?name=a", 400, "invalid-request")]
    [InlineData("GET", "v1/entries?limit=0", 400, "invalid-request")]
    [InlineData("GET", "v1/entries?limit=10001", 400, "invalid-request")]
    [InlineData("GET", "v1/entries?limit=-1", 400, "invalid-request")]
    [InlineData("GET", "v1/entries?cursor=abc", 400, "invalid-request")]
    [InlineData("GET", "v1/entries?reverse=yes", 400, "invalid-request")]
    [InlineData("GET", "v1/trust?revision=99", 404, "revision-not-found")]
    [InlineData("GET", "v1/trust?revision=99999999999999999999", 400, "invalid-request")]
    [InlineData("GET", "v1/log?from=0", 400, "invalid-request")]
    [InlineData("GET", "v1/log?limit=99999999999", 400, "invalid-request")]
    [InlineData("PUT", "v1/entry?id=a&mode=maybe", 400, "invalid-request")]
    public async Task Bad_requests_are_problem_documents(string method, string path, int status, string slug) =>
        await HttpAsking.AssertProblem(await _ask.SendAsync(new(new HttpMethod(method), path)), status, slug);

    [Theory]
    [InlineData("v1/batches", "", 400)]
    [InlineData("v1/batches", "null", 400)]
    [InlineData("v1/batches", "{}", 400)]
    [InlineData("v1/batches", "{\"operations\":null}", 400)]
    [InlineData("v1/batches", "{\"operations\":[null]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"insert\",\"id\":\"a\"}]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"remove\",\"id\":\"a\",\"value\":\"\"}]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"remove\",\"id\":7}]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"remove\",\"id\":{\"base64\":\"?\"}}]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"remove\",\"id\":\"\\ud800\"}]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[],\"operations\":[]}", 400)]
    [InlineData("v1/batches", "{\"operations\":[],\"more\":1}", 400)]
    [InlineData("v1/batches", "{\"operations\":[{\"op\":\"remove\",\"id\":\"a\"}],\"expected_digest\":\"00\"}", 400)]
    [InlineData("v1/proofs", "{\"ids\":[]}", 400)]
    [InlineData("v1/proofs", "{\"ids\":[\"\"]}", 400)]
    public async Task Bad_bodies_are_problem_documents(string path, string body, int status) =>
        await HttpAsking.AssertProblem(await _ask.PostAsync(path, body), status, null);

    [Fact]
    public async Task Bodies_are_bounded_typed_and_shallow()
    {
        await HttpAsking.AssertProblem(await _ask.PutAsync("a", new byte[1001]), 413, "too-large");
        Assert.Equal(HttpStatusCode.OK, (await _ask.PutAsync("a", new byte[1000])).StatusCode);
        await HttpAsking.AssertProblem(await _ask.PostAsync("v1/batches", new string('[', 100_000)), 400, "invalid-request");
        var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        var untyped = new HttpRequestMessage(HttpMethod.Post, "v1/batches") { Content = text };
        await HttpAsking.AssertProblem(await _ask.SendAsync(untyped), 415, "unsupported-media-type");
        var elsewhere = new HttpRequestMessage(HttpMethod.Get, "v1/stats");
        elsewhere.Headers.Host = "rebound.example";
        await HttpAsking.AssertProblem(await _ask.SendAsync(elsewhere), 421, "misdirected-request");
    }

    [Theory]
    [InlineData("POST /v1/batches", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "400")]
    [InlineData("POST /v1/batches", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}", "400")]
    [InlineData("POST /v1/batches", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}", "400")]
    [InlineData("POST /v1/batches", "Content-Length: 99999999999\r\n\r\n", "413")]
    [InlineData("POST /v1/batches", "Content-Length: -1\r\n\r\n", "400")]
    [InlineData("GET /v1/entry?id=%zz", "\r\n", "400")]
    [InlineData("GET /v1/entry?id=a%", "\r\n", "400")]
    [InlineData("GET /v1/../../etc/passwd", "\r\n", "404")]
    [InlineData("GET /v1/entry?id=\u0001", "\r\n", "404")]
    [InlineData("OPTIONS *", "\r\n", "405")]
    [InlineData("BREW /v1/entry?id=a", "\r\n", "405")]
    public async Task Requests_that_no_client_sends_are_refused(string head, string rest, string status)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync("127.0.0.1", _ask.Service.Address.Port, cancellation);
        System.Net.Sockets.NetworkStream stream = socket.GetStream();
        string request = $"{head} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{rest}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellation);
        string? line = await new StreamReader(stream).ReadLineAsync(cancellation);
        Assert.StartsWith($"HTTP/1.1 {status} ", line, StringComparison.Ordinal);
    }

    /// <summary>One service for all of them: a refusal changes nothing.</summary>
    public sealed class Fixture : IDisposable
    {
        internal HttpAsking Ask { get; } = new();

        public void Dispose() => Ask.Dispose();
    }
}
