namespace BasisTrees.Persistence;

/// <summary>A block of an index that is kept in memory.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Bytes">Its bytes, which were whole.</param>
internal sealed record NodeIndexBlockCopy(int Number, byte[] Bytes);
