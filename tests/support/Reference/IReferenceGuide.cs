namespace BasisTrees.Tests.Support;

/// <summary>
/// What differs between prover and verifier in a descent: who says "left or right", and whether a leaf is the one sought.
/// </summary>
internal interface IReferenceGuide
{
    /// <summary>The next step of the search: true is left (bit 1), false is right (bit 0).</summary>
    bool GoesLeft(ReadOnlySpan<byte> key, ReferenceInternal node);

    /// <summary>Whether the leaf that was reached holds the key.</summary>
    bool MatchesLeaf(ReadOnlySpan<byte> key, ReferenceLeaf leaf);

    /// <summary>Goes back to the first bit of this operation, for the second descent of a deletion.</summary>
    void Rewind();

    /// <summary>The next step of the second descent: 0 at the node of the deleted key, positive right, negative left.</summary>
    int Replay();
}
