namespace BasisTrees.Persistence;

/// <summary>A subtree to be checked, and what its surroundings say of it.</summary>
/// <param name="Node">Its root.</param>
/// <param name="Height">The height it must have.</param>
/// <param name="From">Its smallest key.</param>
/// <param name="To">The key of the leaf behind its last one.</param>
internal sealed record Subtree(EncodedChild Node, int Height, RoutingBorder From, RoutingBorder To);
