using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>The part of a tree that is in memory.</summary>
/// <param name="ResidentBytes">The bytes of nodes, keys and values in memory.</param>
/// <param name="ResidentBytesMax">How many may be there (<c>node_cache_size</c>); not given if there is no limit.</param>
/// <param name="UnstoredBytes">Of those in memory, the bytes of nodes that are in no file of nodes yet.</param>
/// <param name="NodesPassed">
/// The nodes that searches passed since the store was opened; not given, like the next two, for a tree that is in memory as a whole.
/// </param>
/// <param name="NodesMissed">Those of them that were not in memory.</param>
/// <param name="HitRate">The share, 0 to 1, of those that were; not given if there were none.</param>
internal sealed record CacheFacts(
    long ResidentBytes,
    long? ResidentBytesMax,
    long UnstoredBytes,
    long? NodesPassed = null,
    long? NodesMissed = null,
    double? HitRate = null)
{
    internal static CacheFacts Of(StoreStatistics figures)
    {
        if (figures.Nodes is null) return new CacheFacts(figures.ResidentBytes, null, figures.UnstoredBytes);
        (long passed, long missed) = figures.Traffic;
        double? rate = passed == 0 ? null : Math.Round((double)(passed - missed) / passed, 6);
        return new CacheFacts(figures.ResidentBytes, figures.ResidentBytesMax, figures.UnstoredBytes, passed, missed, rate);
    }
}
