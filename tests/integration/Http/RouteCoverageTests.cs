using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Host.Api;
using BasisTrees.Host.Tokens;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Every route and verb of the table does over real HTTP what it is for, by the default tree's path and by its name.</summary>
public sealed class RouteCoverageTests : IDisposable
{
    private const string Batch = """{"operations":[{"op":"insert_or_update","id":"b","value":"1"}]}""";

    // The query and the body that make each route succeed; a route that is not here fails the test.
    private static readonly Dictionary<string, (string Query, string? Body)> s_asked = new(StringComparer.Ordinal)
    {
        ["GET /"] = ("", null),
        ["GET /livez"] = ("", null),
        ["GET /readyz"] = ("", null),
        ["GET /startupz"] = ("", null),
        ["GET /metrics"] = ("", null),
        ["GET /v1/openapi.json"] = ("", null),
        ["GET /v1/trees"] = ("", null),
        ["GET /v1/stats"] = ("", null),
        ["GET /v1/trust"] = ("?revision=0", null),
        ["PUT /v1/entry"] = ("?id=a", "value"),
        ["GET /v1/entry"] = ("?id=a&proof=true", null),
        ["DELETE /v1/entry"] = ("?id=a", null),
        ["PUT /v1/note"] = ("?id=n", "the body"),
        ["GET /v1/note"] = ("?id=n&proof=true", null),
        ["DELETE /v1/note"] = ("?id=n", null),
        ["POST /v1/crosscheck"] = ("", "{}"),
        ["GET /v1/entries"] = ("?limit=5&encoding=hex", null),
        ["POST /v1/batches"] = ("", Batch),
        ["POST /v1/preview"] = ("", Batch),
        ["POST /v1/proofs"] = ("", """{"ids":["a"]}"""),
        ["GET /v1/log"] = ("?limit=1", null),
        ["GET /v1/revisions"] = ("?reverse=true", null),
        ["GET /v1/differences"] = ("?earlier=3", null),
        ["GET /v1/checkpoints"] = ("", null),
        ["POST /v1/checkpoints"] = ("", """{"name":"kept"}"""),
        ["DELETE /v1/checkpoints"] = ("?name=kept", null),
        ["POST /v1/checks"] = ("", "{}"),
        ["GET /v1/backups"] = ("", null),
        ["POST /v1/backups"] = ("", """{"kind":"full"}"""),
        ["POST /v1/backups/verify"] = ("", "{}"),
        ["GET /v1/jobs"] = ("", null),
        ["POST /v1/jobs"] = ("?name=scrub", "{}"),
    };

    // What must have been done before others, in this order; the rest is asked between the two lists.
    private static readonly string[] s_first =
        ["PUT /v1/entry", "PUT /v1/note", "POST /v1/batches", "POST /v1/checkpoints", "POST /v1/backups"];

    private static readonly string[] s_last = ["DELETE /v1/checkpoints", "DELETE /v1/note", "DELETE /v1/entry"];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Every_route_of_the_table_is_asked_and_does_what_it_is_for()
    {
        string[] known = [.. RouteTable.All.Select(NameOf)];
        Assert.Equal(known.Order(StringComparer.Ordinal), s_asked.Keys.Order(StringComparer.Ordinal));
        using var guarded = new GuardedStore($"[backup]\nset = \"{_scratch["set"]}\"\n[drill]\nscratch = \"{_scratch.Root}\"\n");
        RouteFacts[] ordered =
        [
            .. RouteTable.All.OrderBy(facts => Array.IndexOf(s_first, NameOf(facts)) is var at and >= 0 ? at
                : 100 + Array.IndexOf(s_last, NameOf(facts))),
        ];
        foreach (string place in new[] { "/v1", "/v1/trees/default" })
        {
            foreach (RouteFacts facts in ordered.Where(facts => place == "/v1" || IsOfTree(facts)))
            {
                string path = IsOfTree(facts) ? place + facts.Path["/v1".Length..] : facts.Path;
                await AskAsync(guarded, facts, path);
            }
        }
    }

    private static string NameOf(RouteFacts facts) => $"{facts.Method} {facts.Path}";

    private static bool IsOfTree(RouteFacts facts) => facts.Path.StartsWith("/v1/", StringComparison.Ordinal)
        && MappedRoutes.All.Contains((facts.Method, facts.Path.Replace("/v1/", "/v1/trees/{tree}/", StringComparison.Ordinal)));

    private static async Task AskAsync(GuardedStore guarded, RouteFacts facts, string path)
    {
        (string query, string? body) = s_asked[NameOf(facts)];
        string role = facts.Role switch { null or TokenRole.Read => "read", TokenRole.Write => "write", _ => "admin" };
        using var request = new HttpRequestMessage(new HttpMethod(facts.Method), path + query);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {guarded.Tokens[role]}");
        using HttpResponseMessage response = await guarded.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{facts.Method} {path}{query}: {(int)response.StatusCode} {text}");
        Assert.Equal(facts.IsTagged, response.Headers.ETag is not null);
        Assert.Equal(facts.IsText ? "text/plain" : "application/json", response.Content.Headers.ContentType?.MediaType);
        if (!facts.IsText) Assert.IsType<JsonObject>(JsonNode.Parse(text));
    }
}
