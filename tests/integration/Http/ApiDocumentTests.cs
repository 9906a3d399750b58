using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The OpenAPI document that the service hands out, its routes, and docs/HTTP.md say the same.</summary>
public sealed partial class ApiDocumentTests : IClassFixture<HttpRefusalTests.Fixture>
{
    // What is answered where there is no route for it, so that no route declares it.
    private static readonly ProblemKind[] s_ofNoRoute =
        [ProblemKind.RouteNotFound, ProblemKind.MethodNotAllowed, ProblemKind.StoreRolledBack];

    private readonly HttpAsking _ask;

    public ApiDocumentTests(HttpRefusalTests.Fixture fixture) => _ask = fixture.Ask;

    [Fact]
    public async Task Every_mapped_route_is_described_and_nothing_else_is()
    {
        JsonNode document = await DocumentAsync();
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        IEnumerable<string> described =
            from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select $"{operation.Key.ToUpperInvariant()} {path.Key}";
        Assert.Equal(
            MappedRoutes.All.Select(route => $"{route.Verb} {route.Path}").Order(StringComparer.Ordinal),
            described.Order(StringComparer.Ordinal));
        JsonNode list = await HttpAsking.JsonOf(await _ask.GetAsync(""));
        IEnumerable<string?> listed = list["routes"]!.AsArray().SkipLast(1).Select(route => (string?)route);
        Assert.Equal(RouteTable.All.Select(facts => facts.ToString()), listed);
    }

    [Fact]
    public async Task Its_references_lead_somewhere_and_its_operations_are_whole()
    {
        JsonNode document = await DocumentAsync();
        string[] schemas = [.. document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)];
        MatchCollection references = Reference().Matches(document.ToJsonString());
        Assert.True(references.Count > 100, $"{references.Count} references");
        Assert.All(references, match => Assert.Contains(match.Groups["name"].Value, schemas));
        foreach ((string path, JsonNode operation) in Operations(document))
        {
            Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), path);
            IEnumerable<string?> places = operation["parameters"]!.AsArray().Select(parameter => (string?)parameter!["in"]);
            Assert.Equal(path.Contains("{tree}", StringComparison.Ordinal), places.Contains("path"));
            Assert.NotNull(operation["responses"]!["200"]);
            Assert.All(operation["responses"]!.AsObject(), answer => Assert.NotEqual(string.Empty, (string)answer.Value!["description"]!));
            bool isOpen = operation["security"]!.AsArray().Count == 0;
            Assert.Equal(isOpen, path is "/livez" or "/readyz" or "/startupz");
            Assert.Equal(isOpen, operation["responses"]!["401"] is null);
        }

        JsonNode batch = document["components"]!["schemas"]!["BatchRequest"]!;
        Assert.False((bool)batch["additionalProperties"]!);
        JsonNode one = batch["properties"]!["operations"]!["items"]!["properties"]!;
        Assert.Contains("Bytes", one["value"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_it_names_are_taken_and_others_are_not()
    {
        JsonNode document = await DocumentAsync();
        int asked = 0;
        foreach ((string place, JsonNode operation) in Operations(document))
        {
            if (!place.StartsWith("/v1/", StringComparison.Ordinal)) continue;
            string path = place.Replace("{tree}", "default", StringComparison.Ordinal);
            string[] names = [.. operation["parameters"]!.AsArray().Where(parameter => (string?)parameter!["in"] == "query")
                .Select(parameter => (string)parameter!["name"]!)];
            if ((string)operation["summary"]! == RouteTable.Document.Says) continue;
            var verb = new HttpMethod(operation.GetPropertyName().ToUpperInvariant());
            string strange = await DetailAsync(verb, $"{path}?stranger=1");
            Assert.Contains("knows no parameter \"stranger\"", strange, StringComparison.Ordinal);
            Assert.All(names, name => Assert.Contains(name, strange, StringComparison.Ordinal));
            foreach (string name in names)
            {
                // Only of a parameter that is known it is said that it is given twice.
                Assert.Equal($"The parameter {name} is given twice.", await DetailAsync(verb, $"{path}?{name}=1&{name}=1"));
                asked++;
            }
        }

        Assert.True(asked >= 15, $"{asked} parameters");

        async Task<string> DetailAsync(HttpMethod verb, string path) =>
            (string)(await HttpAsking.AssertProblem(await _ask.SendAsync(new(verb, path[1..])), 400, "invalid-request"))["detail"]!;
    }

    [Fact]
    public async Task Its_problems_are_those_of_the_table_in_the_document()
    {
        Dictionary<string, string> table = DocumentedProblems();
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string path, JsonNode operation) in Operations(await DocumentAsync()))
        {
            foreach ((string status, JsonNode? answer) in operation["responses"]!.AsObject())
            {
                JsonNode? schema = answer!["content"]?["application/problem+json"]?["schema"]!["allOf"]![1]!["properties"]!["type"]!;
                foreach (JsonNode? type in schema?["enum"]!.AsArray() ?? [])
                {
                    string slug = ((string)type!)["urn:basis-trees:problem:".Length..];
                    Assert.True(table.TryGetValue(slug, out string? documented), $"{path}: docs/HTTP.md does not name {slug}.");
                    Assert.Equal(documented, status);
                    declared.Add(slug);
                }
            }
        }

        Assert.Equal(
            table.Keys.Order(StringComparer.Ordinal),
            declared.Concat(s_ofNoRoute.Select(kind => ProblemTraits.Of(kind).Slug)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_of_routes_in_the_document_is_that_of_the_code()
    {
        string text = File.ReadAllText(FirstStepsTests.RepositoryFile("docs/HTTP.md"));
        IEnumerable<string> documented =
            from line in text.Split('\n')
            where line.StartsWith("| `", StringComparison.Ordinal)
            from Match route in DocumentedRoute().Matches(BetweenBars().Split(line)[1])
            select route.Groups["route"].Value.Replace("\\|", "|", StringComparison.Ordinal);
        IEnumerable<string> known = RouteTable.All.Select(facts => (facts with { Sample = string.Empty }).ToString());
        Assert.Equal(known.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Path, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Value);

    private static Dictionary<string, string> DocumentedProblems()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(FirstStepsTests.RepositoryFile("docs/HTTP.md")))
        {
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length == 5 && cells[1].StartsWith('`') && int.TryParse(cells[2], CultureInfo.InvariantCulture, out _))
                table.Add(cells[1].Split('`')[1], cells[2]);
        }

        return table;
    }

    private async Task<JsonNode> DocumentAsync() => await HttpAsking.JsonOf(await _ask.GetAsync("v1/openapi.json"));

    [GeneratedRegex("\"\\$ref\":\"#/components/schemas/(?<name>[^\"]+)\"", RegexOptions.None, 10_000)]
    private static partial Regex Reference();

    [GeneratedRegex("`(?<route>(GET|PUT|POST|DELETE) /[^` ]*)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex DocumentedRoute();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, 10_000)]
    private static partial Regex BetweenBars();
}
