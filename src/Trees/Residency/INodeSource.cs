namespace BasisTrees;

/// <summary>Where a tree gets the nodes that are not in memory.</summary>
/// <remarks>
/// Any thread asks, several at once. The contract: the bytes that are given are an <see cref="EncodedNode"/> and hash to the label that was
/// asked for; the source has checked it. A node that cannot be had is an exception of the source's own, which passes through the tree to
/// whoever called it.
/// </remarks>
public interface INodeSource
{
    /// <summary>Reads a node.</summary>
    /// <param name="label">The label of the node.</param>
    /// <param name="place">Where it was last known to be, or <see cref="NodePlace.Unknown"/>.</param>
    /// <param name="buffer">Receives the bytes at its front; replaced by a larger array if it is too short.</param>
    /// <returns>The number of bytes.</returns>
    int Read(in Label label, NodePlace place, ref byte[] buffer);

    /// <summary>
    /// Makes the exception for a node that was read and does not stand where the routing keys above it lead; the tree throws it. A source
    /// that knows where its records are can say so.
    /// </summary>
    /// <param name="label">The label of the node; the wrong routing key is its own or that of a node above it.</param>
    /// <param name="place">Where it was read, or <see cref="NodePlace.Unknown"/>.</param>
    Exception Misplaced(in Label label, NodePlace place) => new RoutingKeyException(label);
}
