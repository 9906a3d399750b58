namespace BasisTrees.Persistence;

/// <summary>What comparing a tree with another store of the same entries has shown.</summary>
/// <param name="Revision">The revision of the tree.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Keys">The number of its keys.</param>
/// <param name="Ranges">How many ranges were compared by digest.</param>
/// <param name="EntriesRead">How many entries of the other store were compared one by one.</param>
/// <param name="Differences">The keys in which they differ, in their order, at most as many as were asked for.</param>
/// <param name="IsComplete">Whether these are all.</param>
public sealed record CrosscheckReport(
    long Revision, Digest Digest, long Keys, long Ranges, long EntriesRead, IReadOnlyList<Difference> Differences, bool IsComplete)
{
    /// <summary>Whether they agree.</summary>
    public bool IsEqual => Differences.Count == 0;
}
