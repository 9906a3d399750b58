namespace BasisTrees.Persistence;

/// <summary>
/// Another source of nodes, such as a backup or a replica, that is asked for what a store's own files have lost (PRODUCT B8).
/// </summary>
/// <remarks>
/// Any thread asks, several at once. Nothing that it gives is believed before it is hashed: the label decides. What is right is also
/// written where the damage is.
/// </remarks>
public interface INodeRestoration
{
    /// <summary>Looks for what belongs under a label: a node, or the id of a hashed key.</summary>
    /// <param name="label">The label.</param>
    /// <param name="buffer">Receives the bytes at its front; replaced by a larger array if it is too short.</param>
    /// <param name="length">The number of bytes; 0 after a refusal.</param>
    /// <returns>False if the source does not have it.</returns>
    /// <exception cref="StoreException">The source cannot be read; it is passed over.</exception>
    bool TryRestore(in Label label, ref byte[] buffer, out int length);
}
