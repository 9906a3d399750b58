namespace BasisTrees.Persistence;

/// <summary>One record of a node store.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Length">The length of its bytes; 0 if they are damaged.</param>
/// <param name="Birth">The first revision that needs it; 0 if that cannot be told.</param>
/// <param name="Death">
/// The first revision that does not need it any more, or <see cref="long.MaxValue"/> if it is not buried or was not looked up.
/// </param>
public readonly record struct NodeRecord(NodePlace Place, int Length, long Birth, long Death = long.MaxValue);
