namespace BasisTrees.Persistence;

/// <summary>A synced state of a node store: two numbers that only the engine understands, kept in checkpoints.</summary>
/// <param name="First">The first number; the segments engine's segment.</param>
/// <param name="Second">The second number; the segments engine's length of that segment.</param>
public readonly record struct NodeStoreMark(ulong First, ulong Second);
