using BasisTrees.Host.Proofs;

namespace BasisTrees.Host.Wire;

/// <summary>The value of one id.</summary>
/// <param name="Id">The id.</param>
/// <param name="Value">Its value.</param>
/// <param name="Revision">The revision that was read.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="Proof">A proof file for the id, if it was asked for.</param>
internal sealed record EntryResult(Bytes Id, Bytes Value, long Revision, string Digest, ProofFile? Proof = null);
