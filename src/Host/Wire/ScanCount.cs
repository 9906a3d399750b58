namespace BasisTrees.Host.Wire;

/// <summary>How many entries a listing has.</summary>
/// <param name="Count">The number.</param>
/// <param name="Revision">The revision that was read.</param>
/// <param name="Digest">The digest of that revision.</param>
internal sealed record ScanCount(long Count, long Revision, string Digest);
