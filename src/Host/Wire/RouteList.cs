using BasisTrees.Host.Api;

namespace BasisTrees.Host.Wire;

/// <summary>What can be asked of the service.</summary>
/// <param name="Name">The name of the product.</param>
/// <param name="Routes">The routes, each with its parameters.</param>
internal sealed record RouteList(string Name, IReadOnlyList<string> Routes)
{
    private const string OfTrees = "Every route of a tree, from /v1/stats to /v1/jobs, also under its name: /v1/trees/NAME/stats";

    internal static RouteList All { get; } = new("BasisTrees",  [.. RouteTable.All.Select(facts => facts.ToString()), OfTrees]);
}
