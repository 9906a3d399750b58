namespace BasisTrees.Persistence;

/// <summary>One entry in which two revisions of a store differ.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Id">The id as the user wrote it, or null if it is not known.</param>
/// <param name="Key">The key of the tree.</param>
/// <param name="EarlierValue">The value in the earlier revision, or null if it had none.</param>
/// <param name="LaterValue">The value in the later revision, or null if it has none.</param>
public readonly record struct StoreDifference(DifferenceKind Kind, byte[]? Id, byte[] Key, byte[]? EarlierValue, byte[]? LaterValue);
