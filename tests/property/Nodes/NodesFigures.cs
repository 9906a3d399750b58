namespace BasisTrees.Tests.Property;

/// <summary>How many segments of each kind there are.</summary>
internal readonly record struct NodesFigures(int Data, int Compacted);
