namespace BasisTrees;

/// <summary>
/// What differs between proving and verifying, and all that differs: who says where a search goes, and who is told what it saw. The
/// prover's guide compares keys and records directions and visits; the verifier's guide replays directions and checks leaves.
/// </summary>
/// <remarks>A struct, so that the algorithm is compiled once for each guide without calls through an interface.</remarks>
internal unsafe interface IGuide
{
    /// <summary>Begins the search for a key.</summary>
    void Start(ReadOnlySpan<byte> key);

    /// <summary>Says whether the search goes right at an internal node.</summary>
    /// <returns>False if there is no direction: a proof that is too short.</returns>
    bool TryStep(NodePool pool, Navigation* node, ReadOnlySpan<byte> key, out bool right);

    /// <summary>Says whether the leaf at the end of a search is the key's.</summary>
    /// <returns>False if the leaf proves neither presence nor absence.</returns>
    bool TryMatch(NodePool pool, LeafRecord* leaf, ReadOnlySpan<byte> key, out bool matches);

    /// <summary>Learns that the operation of the search succeeds: its directions and the nodes on its way go into the proof.</summary>
    void Accept(NodePool pool, in SearchPath path, int leaf);

    /// <summary>Learns that a change looks at a node beside the way of the search.</summary>
    void Visit(NodePool pool, int handle);
}
