namespace BasisTrees.Host.Wire;

/// <summary>How the service is; where nothing is well, there is a problem document instead.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c> if some of its trees are not.</param>
/// <param name="Trees">The trees that are not served or do not take batches.</param>
/// <param name="Reasons">What is not as it should be though batches are taken: a job that is overdue, a drill that failed.</param>
internal sealed record Health(string Status, IReadOnlyList<string>? Trees = null, IReadOnlyList<string>? Reasons = null);
