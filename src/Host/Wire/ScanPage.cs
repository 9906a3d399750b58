namespace BasisTrees.Host.Wire;

/// <summary>One page of a listing.</summary>
/// <param name="Entries">The entries, in the order of their keys.</param>
/// <param name="Revision">The revision that was read.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="Next">The cursor of the next page, if there is one.</param>
internal sealed record ScanPage(IReadOnlyList<WireEntry> Entries, long Revision, string Digest, string? Next = null);
