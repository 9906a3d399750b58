namespace BasisTrees.Host.Wire;

/// <summary>The ids that a proof is wanted for.</summary>
/// <param name="Ids">At most 100,000 ids.</param>
/// <param name="Revision">The revision that is read; the head if not given.</param>
internal sealed record ProveRequest(IReadOnlyList<Bytes> Ids, long? Revision = null);
