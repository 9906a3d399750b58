namespace BasisTrees.Host.Wire;

/// <summary>Some revisions in order.</summary>
/// <param name="Revisions">The revisions.</param>
/// <param name="First">The first revision that the log still tells of; 0 if it tells of none.</param>
/// <param name="Head">The last one.</param>
/// <param name="Next">The revision to ask for next, if there are more.</param>
internal sealed record RevisionPage(IReadOnlyList<RevisionResult> Revisions, long First, long Head, long? Next = null);
