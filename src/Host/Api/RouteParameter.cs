namespace BasisTrees.Host.Api;

/// <summary>A parameter that a route takes.</summary>
/// <param name="Name">Its name in the query, or that of a header.</param>
/// <param name="Form">What it may be.</param>
/// <param name="Says">What it says, in a few words.</param>
internal sealed record RouteParameter(string Name, ParameterForm Form, string Says)
{
    /// <summary>Whether the route refuses a request without it.</summary>
    internal bool IsNeeded { get; init; }

    /// <summary>The words that it may be, where it is one of a few.</summary>
    internal IReadOnlyList<string> Choices { get; init; } = [];
}
