namespace BasisTrees.Host.Wire;

/// <summary>Which checkpoints have lost a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Revisions">Their revisions.</param>
internal sealed record UnpinResult(string Name, IReadOnlyList<long> Revisions);
