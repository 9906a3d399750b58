using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Http;

/// <summary>The ways to add a route, each of which says who may use it.</summary>
internal static class RouteMapping
{
    /// <summary>Adds a route for bearers of a role.</summary>
    internal static void Map(this IEndpointRouteBuilder app, string method, string path, TokenRole role, RequestDelegate handler) =>
        app.MapMethods(path, [method], handler).WithMetadata(new RouteAccess(role));

    /// <summary>Adds a route for everybody.</summary>
    internal static void MapOpen(this IEndpointRouteBuilder app, string method, string path, RequestDelegate handler) =>
        app.MapMethods(path, [method], handler).WithMetadata(new RouteAccess(null));
}
