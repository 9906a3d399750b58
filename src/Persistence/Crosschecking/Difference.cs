namespace BasisTrees.Persistence;

/// <summary>One key in which a tree and another store differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Key">The key of the tree.</param>
/// <param name="Id">The id behind it as far as the tree knows it, else null.</param>
public sealed record Difference(DisagreementKind Kind, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Id);
