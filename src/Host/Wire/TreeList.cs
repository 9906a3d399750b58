namespace BasisTrees.Host.Wire;

/// <summary>The trees that a service has.</summary>
/// <param name="Trees">The default one, then the others in the order of the configuration.</param>
internal sealed record TreeList(IReadOnlyList<TreeSummary> Trees);
