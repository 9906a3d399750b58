using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;

namespace BasisTrees.Host.Http;

/// <summary>Maps routes by what is known of them, and finds that again while one is answered.</summary>
internal static class RouteMapping
{
    private const string TreeName = "tree";

    /// <summary>Adds a route.</summary>
    internal static void Map(this IEndpointRouteBuilder app, RouteFacts facts, RequestDelegate handler) =>
        app.MapMethods(facts.Path, [facts.Method], handler).WithMetadata(facts);

    /// <summary>Adds a route of every tree: for the default one, and under the name of each.</summary>
    internal static void MapTree(
        this IEndpointRouteBuilder app, ServedTrees trees, RouteFacts facts, Func<HttpContext, ServedTree, Task> handler)
    {
        app.Map(facts, http => handler(http, trees.Default));
        RouteFacts named = facts with
        {
            Path = $"{ServedTrees.Prefix}/trees/{{{TreeName}}}{facts.Path[ServedTrees.Prefix.Length..]}",
            Problems = [.. facts.Problems, ProblemKind.TreeNotFound],
        };
        app.Map(named, http =>
        {
            string name = (string?)http.Request.RouteValues[TreeName] ?? string.Empty;
            return trees.TryFind(name, out ServedTree? tree, out Problem? problem)
                ? handler(http, tree)
                : HttpAnswers.WriteAsync(http, problem);
        });
    }

    /// <summary>What is known of the route that answers a request, or null if none does.</summary>
    internal static RouteFacts? FactsOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<RouteFacts>();

    /// <summary>All routes that have been added, each with its path.</summary>
    internal static IEnumerable<(string Path, RouteFacts Facts)> All(IEndpointRouteBuilder app) =>
        from endpoint in app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let facts = endpoint.Metadata.GetMetadata<RouteFacts>()
        where facts is not null
        select (endpoint.RoutePattern.RawText ?? facts.Path, facts);
}
