namespace BasisTrees.Persistence;

/// <summary>Where a walk over a stored tree gets the nodes, and whom it tells what is wrong with them.</summary>
/// <remarks>Several threads call at once.</remarks>
internal interface IWalkedTree
{
    /// <summary>Reads a node whose label is the one that its parent names.</summary>
    /// <param name="node">The label, and where the node should be.</param>
    /// <param name="buffer">Receives the bytes at its front; replaced by a larger array if it is too short.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>False if the node cannot be had, which was told then, and the walk goes on beside it.</returns>
    bool TryRead(in EncodedChild node, ref byte[] buffer, out int length);

    /// <summary>Told of every leaf but the first one of the tree.</summary>
    /// <param name="node">The label, and where the node should be.</param>
    /// <param name="leaf">The leaf, valid during the call.</param>
    void Met(in EncodedChild node, in EncodedNode leaf);

    /// <summary>Told what is wrong; may throw to end the walk.</summary>
    /// <param name="node">The node.</param>
    /// <param name="expected">What was expected, as the end of a sentence.</param>
    void Report(in EncodedChild node, string expected);
}
