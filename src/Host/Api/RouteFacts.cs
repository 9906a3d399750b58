using BasisTrees.Host.Answers;
using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Api;

/// <summary>
/// What a route takes and gives. The route is mapped by this, the parameters of a request are those named here, and the document of
/// the API is made of it, so that none of them can say something else.
/// </summary>
/// <param name="Method">The verb.</param>
/// <param name="Path">The path, beginning with a slash.</param>
/// <param name="Role">The least role that may use it where tokens are needed; null for everybody.</param>
/// <param name="Says">What it does, as a sentence without an end.</param>
internal sealed record RouteFacts(string Method, string Path, TokenRole? Role, string Says)
{
    /// <summary>The parameters of the query; others are refused.</summary>
    internal IReadOnlyList<RouteParameter> Query { get; init; } = [];

    /// <summary>The type of the JSON body, or null for none.</summary>
    internal Type? Body { get; init; }

    /// <summary>A body for the list of routes.</summary>
    internal string Sample { get; init; } = string.Empty;

    /// <summary>Whether the body may be in a binary form as well.</summary>
    internal bool TakesBytes { get; init; }

    /// <summary>Whether the body is a value, as it is.</summary>
    internal bool TakesValue { get; init; }

    /// <summary>The types of which the answer has one; none for an object of any form.</summary>
    internal IReadOnlyList<Type> Answers { get; init; } = [];

    /// <summary>Whether the answer is plain text.</summary>
    internal bool IsText { get; init; }

    /// <summary>Whether the answer can be had as bare bytes too.</summary>
    internal bool GivesValue { get; init; }

    /// <summary>Whether the answer carries the digest of the tree that it was given from.</summary>
    internal bool IsTagged { get; init; }

    /// <summary>Whether it can be made to depend on the digest of the tree.</summary>
    internal bool IsConditional { get; init; }

    /// <summary>The problems that it can answer.</summary>
    internal IReadOnlyList<ProblemKind> Problems { get; init; } = [];

    /// <summary>The route as the list of routes shows it.</summary>
    public override string ToString()
    {
        string query = string.Join('&', Query.Select(parameter => $"{parameter.Name}={string.Join('|', parameter.Choices)}"));
        return $"{Method} {Path}{(query.Length > 0 ? "?" : string.Empty)}{query}{(Sample.Length > 0 ? " " : string.Empty)}{Sample}";
    }
}
