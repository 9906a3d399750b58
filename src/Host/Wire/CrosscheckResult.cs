using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What comparing a tree with its notes, or with a file of entries, has shown.</summary>
/// <param name="Equal">Whether they agree.</param>
/// <param name="Revision">The revision of the tree.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Keys">The number of its keys.</param>
/// <param name="Ranges">How many ranges were compared by digest.</param>
/// <param name="EntriesRead">How many entries were compared one by one.</param>
/// <param name="Differences">The keys in which they differ.</param>
/// <param name="Complete">Whether these are all.</param>
internal sealed record CrosscheckResult(
    bool Equal, long Revision, string Digest, long Keys, long Ranges, long EntriesRead, IReadOnlyList<CrosscheckDifference> Differences,
    bool Complete)
{
    internal static CrosscheckResult Of(CrosscheckReport report) => new(
        report.IsEqual, report.Revision, report.Digest.ToString(), report.Keys, report.Ranges, report.EntriesRead,
        [.. report.Differences.Select(CrosscheckDifference.Of)], report.IsComplete);
}
