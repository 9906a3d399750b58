namespace BasisTrees.Persistence;

/// <summary>What somebody wants of the next checkpoint.</summary>
/// <param name="Name">The name that pins it, or empty.</param>
/// <param name="Compacts">Whether all room that no retained checkpoint needs is given back afterwards.</param>
internal sealed record CheckpointOrder(string Name, bool Compacts);
