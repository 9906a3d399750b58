namespace BasisTrees.Tests.Support;

/// <summary>What a vector file holds, by the beginning of its name.</summary>
internal enum VectorKind
{
    /// <summary>Batches for the prover: avl-agreed*, avl-disagree*.</summary>
    Sequence,

    /// <summary>Cases for the verifier: avl-negative*, avl-fuzz*.</summary>
    Case,

    /// <summary>Operations, a digest, and the tree cut into a manifest and subtrees: avl-manifest*.</summary>
    Manifest,
}
