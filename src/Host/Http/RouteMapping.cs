using BasisTrees.Host.Api;

namespace BasisTrees.Host.Http;

/// <summary>Maps routes by what is known of them, and finds that again while one is answered.</summary>
internal static class RouteMapping
{
    /// <summary>Adds a route.</summary>
    internal static void Map(this IEndpointRouteBuilder app, RouteFacts facts, RequestDelegate handler) =>
        app.MapMethods(facts.Path, [facts.Method], handler).WithMetadata(facts);

    /// <summary>What is known of the route that answers a request, or null if none does.</summary>
    internal static RouteFacts? FactsOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<RouteFacts>();

    /// <summary>All routes that have been added, each with its path.</summary>
    internal static IEnumerable<(string Path, RouteFacts Facts)> All(IEndpointRouteBuilder app) =>
        from endpoint in app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let facts = endpoint.Metadata.GetMetadata<RouteFacts>()
        where facts is not null
        select (endpoint.RoutePattern.RawText ?? facts.Path, facts);
}
