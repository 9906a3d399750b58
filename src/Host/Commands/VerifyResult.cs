using BasisTrees.Host.Proofs;

namespace BasisTrees.Host.Commands;

/// <summary>What a check of a proof file says, as JSON.</summary>
/// <param name="Proven">Whether every claim is proven.</param>
/// <param name="Trust">The trust string that it rests on.</param>
/// <param name="Claims">The claims, only if they are proven.</param>
/// <param name="Refusal">Why nothing is proven.</param>
internal sealed record VerifyResult(
    bool Proven, string? Trust = null, IReadOnlyList<ProofFileEntry>? Claims = null, string? Refusal = null);
