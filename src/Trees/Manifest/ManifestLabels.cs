namespace BasisTrees;

/// <summary>Computes the labels of the nodes of a manifest or subtree from the bottom up.</summary>
internal static class ManifestLabels
{
    /// <summary>Computes the label of every node.</summary>
    /// <param name="reader">At its beginning; read to its end.</param>
    /// <param name="bytes">What the reader reads.</param>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="labels">Receives the labels in post-order, the root's last.</param>
    public static ManifestRefusal Compute(
        ref NodesReader reader, ReadOnlySpan<byte> bytes, TreeParameters parameters, GrowingList<Label> labels)
    {
        Span<Label> stack = stackalloc Label[ProofLimits.HeightMax + 2];
        int depth = 0;
        while (reader.MoveNext())
        {
            if (reader.Tag == ManifestTag.Internal) depth -= 2;
            Label label = reader.Tag switch
            {
                ManifestTag.Leaf => OfLeaf(bytes.Slice(reader.Start, reader.Length), parameters),
                ManifestTag.Cut => OfInternal(bytes[reader.Start + 1], ChildOfCut(bytes, reader, false), ChildOfCut(bytes, reader, true)),
                _ => OfInternal(bytes[reader.Start + 1], stack[depth], stack[depth + 1]),
            };
            stack[depth++] = label;
            labels.Add(label);
        }

        return reader.Refusal;
    }

    /// <summary>The label of one child of the present node of a reader, which is cut off.</summary>
    public static Label ChildOfCut(ReadOnlySpan<byte> bytes, in NodesReader reader, bool right)
    {
        int end = reader.Start + reader.Length - (right ? 0 : Label.Length);
        return new Label(bytes[(end - Label.Length)..end]);
    }

    private static Label OfLeaf(ReadOnlySpan<byte> leaf, TreeParameters parameters)
    {
        // The reader has let no other leaf pass.
        EncodedNode.TryRead(leaf, parameters, out EncodedNode node);
        return node.ComputeLabel();
    }

    private static Label OfInternal(byte balance, in Label left, in Label right)
    {
        Span<byte> input = stackalloc byte[2 + (2 * Label.Length)];
        input[0] = EncodedNode.InternalTag;
        input[1] = balance;
        left.CopyTo(input[2..]);
        right.CopyTo(input[(2 + Label.Length)..]);
        return Blake2b256.Hash(input);
    }
}
