namespace BasisTrees;

/// <summary>
/// A node that was read does not stand where the routing keys above it lead: one of them, or its own, is not the smallest key of the right
/// subtree. No hash covers a routing key, so that only this comparison tells. Thrown where the tree's source has no exception of its own
/// for this (<see cref="INodeSource.Misplaced"/>).
/// </summary>
public sealed class RoutingKeyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="label">The label of the node that was read.</param>
    public RoutingKeyException(Label label)
        : base($"The node {label} does not stand where the routing keys above it lead: one of them, or its own, is wrong.")
    {
        Label = label;
    }

    /// <summary>The label of the node that was read; the wrong routing key is its own or that of a node above it.</summary>
    public Label Label { get; }
}
