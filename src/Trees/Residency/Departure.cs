namespace BasisTrees;

/// <summary>A node of a node store that is no longer in the tree.</summary>
/// <param name="Place">Where its record is.</param>
/// <param name="Death">The first revision without it.</param>
public readonly record struct Departure(NodePlace Place, long Death);
