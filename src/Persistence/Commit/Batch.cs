namespace BasisTrees.Persistence;

/// <summary>Operations that are committed together or not at all.</summary>
/// <param name="Operations">
/// The operations in order; their keys are ids as the user writes them, which the store maps to keys of the tree. The store
/// copies them before the call that hands them over returns or yields its task; from then on their memory is the caller's again.
/// </param>
/// <param name="ExpectedDigest">The digest the tree must have before the batch, or null for any.</param>
/// <param name="WithProof">Whether the answer is to carry the proof that takes a verifier from the old digest to the new one.</param>
public sealed record Batch(IReadOnlyList<Operation> Operations, Digest? ExpectedDigest = null, bool WithProof = false);
