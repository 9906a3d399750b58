using BasisTrees.Host.Tokens;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Every route and verb that the service maps, asked without a token, with wrong ones and with one of each role.</summary>
public sealed class AccessMatrixTests
{
    // What needs no token, and what the roles below the highest may do; everything else is for admins.
    private static readonly string[] s_open = ["GET /livez", "GET /readyz", "GET /startupz"];

    private static readonly Dictionary<string, string[]> s_routes = new(StringComparer.Ordinal)
    {
        ["read"] =
        [
            "GET /", "GET /v1/stats", "GET /v1/trust", "GET /v1/entry", "GET /v1/note", "GET /v1/entries", "POST /v1/preview",
            "POST /v1/proofs", "GET /v1/log", "GET /v1/revisions", "GET /v1/differences", "GET /v1/trees", "GET /v1/openapi.json",
            "GET /metrics",
        ],
        ["write"] = ["PUT /v1/entry", "DELETE /v1/entry", "PUT /v1/note", "POST /v1/batches"],
    };

    private static readonly string[] s_verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"];

    [Fact]
    public async Task Nobody_passes_without_a_token_that_holds()
    {
        using var guarded = new GuardedStore();
        string stranger = TokenSecret.New().Reveal();
        string[] wrong =
        [
            "Bearer", "Bearer ", "Bearer x", $"Bearer {stranger}", $"Basic {guarded.Tokens["admin"]}", guarded.Tokens["admin"],
            $"Bearer {guarded.Tokens["admin"]}x", $"Bearer {guarded.Tokens["admin"][..^1]}", $"Bearer {guarded.Tokens["admin"]},{stranger}",
        ];
        int asked = 0;
        foreach (string path in MappedRoutes.All.Select(route => route.Path).Append("/v1/nothing").Distinct(StringComparer.Ordinal))
        {
            foreach (string verb in s_verbs.Where(verb => !s_open.Contains($"{verb} {path}", StringComparer.Ordinal)))
            {
                foreach (string? authorization in wrong.Prepend(null))
                {
                    using HttpResponseMessage response = await guarded.SendAsync(verb, path, authorization);
                    Assert.True((int)response.StatusCode == 401, $"{verb} {path} {authorization}: {response.StatusCode}");
                    Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().ToString());
                    if (verb != "HEAD") await HttpAsking.AssertProblem(response, 401, "unauthorized");
                    asked++;
                }
            }
        }

        Assert.True(asked > 500, $"{asked} requests");
        string talk = guarded.Service.Talk();
        Assert.All(guarded.Tokens.Values.Append(stranger), token => Assert.DoesNotContain(token, talk, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_role_passes_where_it_reaches_and_nowhere_else()
    {
        using var guarded = new GuardedStore();
        (string Verb, string Path)[] mapped = [.. MappedRoutes.All];
        IEnumerable<string> known = s_open.Concat(s_routes.Values.SelectMany(routes => routes));
        Assert.Empty(known.Except(mapped.Select(route => $"{route.Verb} {route.Path}")));
        foreach ((string verb, string path) in mapped)
        {
            // The routes of a tree with a name are those of the default one.
            string route = $"{verb} {path.Replace("/trees/{tree}", string.Empty, StringComparison.Ordinal)}";
            int needed = Array.FindIndex(GuardedStore.Roles, role => s_routes.GetValueOrDefault(role, []).Contains(route));
            if (needed < 0) needed = s_open.Contains(route) ? -1 : 2;
            for (int role = 0; role < GuardedStore.Roles.Length; role++)
            {
                string token = guarded.Tokens[GuardedStore.Roles[role]];
                using HttpResponseMessage response = await guarded.SendAsync(verb, path, $"Bearer {token}");
                if (role < needed) await HttpAsking.AssertProblem(response, 403, "forbidden");
                else Assert.False((int)response.StatusCode is 401 or 403, $"{verb} {path} as {GuardedStore.Roles[role]}");
            }
        }
    }

    [Fact]
    public async Task What_is_open_needs_no_token()
    {
        using var guarded = new GuardedStore();
        foreach (string route in s_open)
            Assert.True((await guarded.SendAsync("GET", route.Split(' ')[1], null)).IsSuccessStatusCode, route);
    }
}
