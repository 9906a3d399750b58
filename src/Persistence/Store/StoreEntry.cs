namespace BasisTrees.Persistence;

/// <summary>One entry of a snapshot.</summary>
/// <param name="Id">The id as the user wrote it, or null if it is not known.</param>
/// <param name="Key">The key of the tree.</param>
/// <param name="Value">The value.</param>
public readonly record struct StoreEntry(byte[]? Id, byte[] Key, byte[] Value);
