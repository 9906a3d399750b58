namespace BasisTrees.Examples.Ledger;

/// <summary>What a generator has committed so far.</summary>
/// <param name="Notes">The notes.</param>
/// <param name="Revision">The revision of the last batch.</param>
/// <param name="Digest">The digest after it.</param>
internal sealed record GeneratorProgress(long Notes, long Revision, Digest Digest);
