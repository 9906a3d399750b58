using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Http;
using BasisTrees.Host.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The routes that the service maps, taken from the server that it builds.</summary>
internal static class MappedRoutes
{
    private static readonly RouteEndpoint[] s_endpoints = [.. Endpoints()];

    /// <summary>Every verb and path.</summary>
    public static IReadOnlyList<(string Verb, string Path)> All { get; } =
    [
        .. from endpoint in s_endpoints
           from verb in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
           select (verb, PathOf(endpoint)),
    ];

    /// <summary>What is known of the route of a request, or null if it is for none.</summary>
    public static RouteFacts? Find(HttpRequestMessage request)
    {
        string[] asked = request.RequestUri!.AbsolutePath.Split('/'); // it has been sent
        return s_endpoints
            .Where(endpoint => PathOf(endpoint).Split('/') is { } parts && parts.Length == asked.Length
                && parts.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .Select(endpoint => endpoint.Metadata.GetRequiredMetadata<RouteFacts>())
            .FirstOrDefault(facts => facts.Method == request.Method.Method);
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'); // each of ours has one

    private static IEnumerable<RouteEndpoint> Endpoints()
    {
        Assert.True(Settings.TryLoad(null, new Dictionary<string, string>(), [], out Settings? settings, out _));
        var trees = new ServedTrees([ServedTree.Closed("default", new Problem(ProblemKind.StoreMissing, "There is none."))]);
        var journal = new Journal(TextWriter.Null, TimeProvider.System);
        WebApplication app = WebServer.Build(settings.Server, trees, new Gate(null, null), journal);
        return ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Select(Assert.IsType<RouteEndpoint>);
    }
}
