namespace BasisTrees.Persistence;

/// <summary>A range of keys of a tree.</summary>
/// <param name="From">The first key; empty for no lower bound.</param>
/// <param name="To">The first key past it; empty for no upper bound.</param>
/// <param name="Count">How many keys of it the tree has.</param>
internal readonly record struct KeyRange(ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> To, long Count);
