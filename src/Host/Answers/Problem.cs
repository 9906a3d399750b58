namespace BasisTrees.Host.Answers;

/// <summary>Why something was not done, as an answer.</summary>
/// <param name="Kind">The kind, which decides status and exit code.</param>
/// <param name="Detail">One sentence for a person that names the thing; never a stack trace.</param>
internal sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>The digest that the tree has, where that is the point.</summary>
    internal string? Digest { get; init; }

    /// <summary>The operation of the batch that it is about, counted from 0.</summary>
    internal int? Operation { get; init; }

    /// <summary>What the tree answered to that operation.</summary>
    internal string? Outcome { get; init; }

    /// <summary>The nearest revisions that can be read, where the one asked for cannot.</summary>
    internal IReadOnlyList<long>? Retained { get; init; }

    /// <summary>Its name, status and exit code.</summary>
    internal ProblemTraits Traits => ProblemTraits.Of(Kind);
}
