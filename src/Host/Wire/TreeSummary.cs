namespace BasisTrees.Host.Wire;

/// <summary>One of the trees that a service has.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Path">What the paths of its routes begin with.</param>
/// <param name="Status"><c>ok</c>, <c>unwell</c> where it does not take batches, or <c>unavailable</c> where it is not served.</param>
/// <param name="Detail">Why it is not ok, where it is not.</param>
/// <param name="TreeId">The name that proofs know it by, if it is served.</param>
/// <param name="Revision">Its revision, if it is served.</param>
/// <param name="Digest">Its digest, if it is served.</param>
internal sealed record TreeSummary(
    string Name, string Path, string Status, string? Detail = null, string? TreeId = null, long? Revision = null, string? Digest = null);
