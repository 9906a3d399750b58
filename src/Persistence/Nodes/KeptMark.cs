namespace BasisTrees.Persistence;

/// <summary>A revision that must stay readable, and the mark of its checkpoint that must stay within reach.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Mark">The mark.</param>
public readonly record struct KeptMark(long Revision, NodeStoreMark Mark);
