namespace BasisTrees.Host.Wire;

/// <summary>A check of the store; there is nothing to choose yet.</summary>
internal sealed record CheckRequest;
