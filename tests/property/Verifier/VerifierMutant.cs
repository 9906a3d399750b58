namespace BasisTrees.Tests.Property;

/// <summary>A claim that was tampered with. Null bounds are those of the true claim's operations.</summary>
internal sealed record VerifierMutant(string What, Digest Before, byte[] Proof, IReadOnlyList<Operation> Operations)
{
    public required int? OperationsMax { get; init; }

    public required int? DeletesMax { get; init; }

    public static VerifierMutant Of(VerifierClaim claim) => new("untouched", claim.Before, claim.Proof, claim.Operations)
    {
        OperationsMax = claim.OperationsMax,
        DeletesMax = claim.DeletesMax,
    };
}
