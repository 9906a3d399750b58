using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>What a prover states: these operations lead from one digest to another with these answers, and here is the proof.</summary>
internal sealed record VerifierClaim(Digest Before, byte[] Proof, IReadOnlyList<Operation> Operations)
{
    public required IReadOnlyList<ReferenceAnswer> Answers { get; init; }

    public required Digest After { get; init; }

    /// <summary>The bound on the operations that goes with the claim.</summary>
    public int OperationsMax => Operations.Count;

    /// <summary>The bound on the deletions that goes with the claim.</summary>
    public int DeletesMax => Operations.Count(o =>
        o.Kind is OperationKind.Remove or OperationKind.RemoveIfExists or OperationKind.UpdateLongBy);
}
