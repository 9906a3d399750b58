using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Makes proofs that are one long chain of nodes with the right labels.</summary>
internal static class VerifierChain
{
    /// <summary>From the bottom: two leaves under one node, then always a label as the other child.</summary>
    /// <param name="depth">The number of internal nodes.</param>
    /// <param name="left">Whether the chain goes down on the left.</param>
    /// <param name="balance">What every node says that its balance is.</param>
    /// <param name="kind">The operation, which goes down to the last leaf.</param>
    public static VerifierForgery Make(int depth, bool left, sbyte balance, OperationKind kind)
    {
        TreeParameters parameters = new(1, 1);
        ReferenceLeaf first = new([20], [1], [60]);
        ReferenceLeaf second = new([60], [2], [100]);
        byte sign = unchecked((byte)balance);
        byte[] label = ReferenceHash.Of([1, sign], first.Label, second.Label);
        byte[] side = ReferenceHash.Of([1]);
        for (int i = 1; i < depth; i++) label = left ? ReferenceHash.Of([1, sign], label, side) : ReferenceHash.Of([1, sign], side, label);

        VerifierToken stub = VerifierToken.OfLabel(side);
        VerifierToken node = new(sign, [], [], []);
        VerifierToken[] bottom = [Leaf(first), Leaf(second), node];
        IEnumerable<VerifierToken> tokens = left
            ? bottom.Concat(Enumerable.Range(1, depth - 1).SelectMany(_ => new[] { stub, node }))
            : Enumerable.Repeat(stub, depth - 1).Concat(bottom).Concat(Enumerable.Repeat(node, depth - 1));
        byte[] directions = new byte[(depth + 7) / 8];
        for (int i = 0; left && i < depth; i++) directions[i / 8] |= (byte)(1 << i % 8);
        Digest digest = new(new Label(label), 1);
        return new VerifierForgery(0, parameters, digest, VerifierToken.Encode(tokens, directions, parameters))
        {
            Operations = [Operate(kind, left)],
            OperationsMax = null,
            DeletesMax = null,
        };
    }

    private static VerifierToken Leaf(ReferenceLeaf leaf) => new(VerifierToken.Leaf, leaf.Key, leaf.NextKey, leaf.Value);

    private static Operation Operate(OperationKind kind, bool left)
    {
        // The chain ends in two leaves, 20 and 60; 20 is the left one.
        byte key = kind == OperationKind.Insert ? (byte)(left ? 30 : 70) : (byte)(left ? 20 : 60);
        byte[] value = kind is OperationKind.Insert or OperationKind.Update ? [9] : [];
        return new Operation(kind, new byte[] { key }, value, 0);
    }
}
