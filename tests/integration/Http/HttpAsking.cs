using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Host.Answers;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A service with a small store of padded keys, and the ways to ask it.</summary>
internal sealed class HttpAsking : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public HttpAsking()
    {
        Data = _scratch.Store("data", "--keys", "padded", "--key-length", "12", "--value-length-max", "1000");
        try
        {
            Service = ServedStore.Start(Data);
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    public string Data { get; }

    public ServedStore Service { get; }

    public void Dispose()
    {
        Service.Dispose();
        _scratch.Dispose();
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        Service.Http.SendAsync(request, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") });

    public Task<HttpResponseMessage> PutAsync(string id, byte[] value, string more = "", string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"v1/entry?id={id}{more}") { Content = new ByteArrayContent(value) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch}\"");
        return SendAsync(request);
    }

    public static async Task<JsonNode> JsonOf(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public static async Task<JsonNode> AssertProblem(HttpResponseMessage response, int status, string? slug)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.StartsWith("urn:basis-trees:problem:" + slug, (string?)problem["type"], StringComparison.Ordinal);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.False(string.IsNullOrEmpty((string?)problem["detail"]));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);

        // What a route answers is what its description declares.
        string type = (string)problem["type"]!;
        if (MappedRoutes.Find(response.RequestMessage!) is { } facts) // it is an answer
            Assert.True(facts.Problems.Any(kind => ProblemTraits.Of(kind).Type == type), $"{facts} does not declare {type}.");
        return problem;
    }
}
