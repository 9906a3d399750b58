namespace BasisTrees.Host.Wire;

/// <summary>The ids that a proof is wanted for.</summary>
/// <param name="Ids">At most 100,000 ids.</param>
internal sealed record ProveRequest(IReadOnlyList<Bytes> Ids);
