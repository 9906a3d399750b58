namespace BasisTrees.Tests.Support;

/// <summary>
/// An internal node. The routing key is the smallest leaf key of the right subtree; a verifier's nodes have none (null), because no
/// proof carries it.
/// </summary>
internal sealed class ReferenceInternal(byte[]? routingKey, ReferenceNode left, ReferenceNode right, sbyte balance) : ReferenceNode
{
    public byte[]? RoutingKey { get; } = routingKey;

    public ReferenceNode Left { get; } = left;

    public ReferenceNode Right { get; } = right;

    public sbyte Balance { get; } = balance;

    /// <summary>The same node with other children and balance; balances are 8 bits and wrap around, as in scrypto.</summary>
    public ReferenceInternal With(ReferenceNode left, ReferenceNode right, int balance) =>
        new(RoutingKey, left, right, unchecked((sbyte)balance));

    protected override byte[] ComputeLabel() => ReferenceHash.Of([1, unchecked((byte)Balance)], Left.Label, Right.Label);
}
