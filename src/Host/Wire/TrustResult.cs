namespace BasisTrees.Host.Wire;

/// <summary>What a verifier has to be told from outside.</summary>
/// <param name="Trust">The trust string.</param>
/// <param name="Revision">The revision whose digest it holds.</param>
/// <param name="Digest">That digest.</param>
internal sealed record TrustResult(string Trust, long Revision, string Digest);
