using BasisTrees.Host.Answers;

namespace BasisTrees.Host.Wire;

/// <summary>A problem as RFC 9457 writes it.</summary>
/// <param name="Type">The type URI, which never changes for a kind.</param>
/// <param name="Title">The kind in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is the matter this time.</param>
/// <param name="Digest">The digest that the tree has, where that is the point.</param>
/// <param name="Operation">The operation of the batch that it is about, counted from 0.</param>
/// <param name="Outcome">What the tree answered to that operation.</param>
/// <param name="Retained">The nearest revisions that can be read, where the one asked for cannot.</param>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string? Digest = null,
    int? Operation = null,
    string? Outcome = null,
    IReadOnlyList<long>? Retained = null)
{
    /// <summary>The media type of the document.</summary>
    internal const string MediaType = "application/problem+json";

    internal static ProblemDocument Of(Problem problem)
    {
        ProblemTraits traits = problem.Traits;
        return new ProblemDocument(traits.Type, traits.Title, traits.Status, problem.Detail, problem.Digest, problem.Operation,
            problem.Outcome, problem.Retained);
    }

    /// <summary>The problem, or null if its type is none of ours.</summary>
    internal Problem? ToProblem() => ProblemTraits.Find(Type) is { } traits
        ? new Problem(traits.Kind, Detail) { Digest = Digest, Operation = Operation, Outcome = Outcome, Retained = Retained }
        : null;
}
