namespace BasisTrees.Tests.Support;

/// <summary>
/// One operation on a tree, as AVL-FORMAT sections 3 and 4 say it, by recursion over plain objects. The same text serves the reference
/// prover and the reference verifier; a guide tells them apart.
/// </summary>
internal sealed class ReferenceDescent(IReferenceGuide guide, TreeParameters parameters, Operation operation)
{
    private ReferenceLeaf? _saved;

    /// <summary>The nodes this operation visited; only nodes of the old tree matter.</summary>
    public List<ReferenceNode> Visited { get; } = [];

    /// <summary>The value before, once <see cref="Run"/> has returned.</summary>
    public byte[]? Old { get; private set; }

    /// <summary>The number of keys added, -1, 0 or 1.</summary>
    public int Added { get; private set; }

    /// <summary>Carries the operation out and says how the height changed.</summary>
    /// <exception cref="ReferenceRefusalException">The operation fails.</exception>
    public (ReferenceNode Root, int HeightChange) Run(ReferenceNode root)
    {
        ReferenceStep step = Modify(root);
        if (!step.ToDelete) return (step.Node, step.Grown ? 1 : 0);

        guide.Rewind();
        Added = -1;
        (ReferenceNode node, bool shorter) = Delete(Internal(step.Node), deleteMax: false);
        return (node, shorter ? -1 : 0);
    }

    private ReferenceStep Modify(ReferenceNode node)
    {
        if (node is ReferenceLeaf leaf) return ModifyLeaf(leaf);
        ReferenceInternal r = Internal(node);
        bool left = guide.GoesLeft(operation.Key.Span, r);
        ReferenceStep child = Modify(left ? r.Left : r.Right);
        Visited.Add(r);
        if (!child.Changed) return child with { Node = r };
        return left ? LeftChanged(r, child) : RightChanged(r, child);
    }

    private ReferenceStep ModifyLeaf(ReferenceLeaf leaf)
    {
        bool matches = guide.MatchesLeaf(operation.Key.Span, leaf);
        Old = matches ? leaf.Value : null;
        if (operation.Kind == OperationKind.Lookup)
        {
            Visited.Add(leaf);
            return new ReferenceStep(leaf, false, false, false);
        }

        byte[]? value = ReferenceUpdate.NewValue(operation, Old);
        if (value is not null) ReferenceUpdate.CheckValue(value, parameters);
        Visited.Add(leaf);
        if (value is null) return new ReferenceStep(leaf, false, false, matches);
        if (matches) return new ReferenceStep(new ReferenceLeaf(leaf.Key, value, leaf.NextKey), true, false, false);

        byte[] key = operation.Key.ToArray();
        Added = 1;
        ReferenceLeaf before = new(leaf.Key, leaf.Value, key);
        ReferenceLeaf added = new(key, value, leaf.NextKey);
        return new ReferenceStep(new ReferenceInternal(key, before, added, 0), true, true, false);
    }

    private static ReferenceStep LeftChanged(ReferenceInternal r, ReferenceStep child)
    {
        if (!child.Grown || r.Balance >= 0)
        {
            ReferenceInternal copy = r.With(child.Node, r.Right, r.Balance - (child.Grown ? 1 : 0));
            return new ReferenceStep(copy, true, child.Grown && r.Balance == 0, false);
        }

        ReferenceInternal c = Internal(child.Node);
        if (c.Balance >= 0) return new ReferenceStep(ReferenceRotation.DoubleRight(r, c), true, false, false);
        ReferenceInternal lowered = r.With(c.Right, r.Right, 0);
        return new ReferenceStep(c.With(c.Left, lowered, 0), true, false, false);
    }

    private static ReferenceStep RightChanged(ReferenceInternal r, ReferenceStep child)
    {
        if (!child.Grown || r.Balance <= 0)
        {
            ReferenceInternal copy = r.With(r.Left, child.Node, r.Balance + (child.Grown ? 1 : 0));
            return new ReferenceStep(copy, true, child.Grown && r.Balance == 0, false);
        }

        ReferenceInternal c = Internal(child.Node);
        if (c.Balance <= 0) return new ReferenceStep(ReferenceRotation.DoubleLeft(r, c), true, false, false);
        ReferenceInternal lowered = r.With(r.Left, c.Left, 0);
        return new ReferenceStep(c.With(lowered, c.Right, 0), true, false, false);
    }

    // Section 4; the numbers are its cases.
    private (ReferenceNode Node, bool Shorter) Delete(ReferenceInternal r, bool deleteMax)
    {
        Visited.Add(r);
        int d = deleteMax ? 1 : guide.Replay();
        if (d < 0 && r.Left is ReferenceLeaf) throw new ReferenceRefusalException(Outcome.ProofRefused); // 1
        if (d >= 0 && r.Right is ReferenceLeaf right) // 2
        {
            Visited.Add(right);
            if (deleteMax)
            {
                _saved = right;
                return (r.Left, true);
            }

            if (d != 0) throw new ReferenceRefusalException(Outcome.ProofRefused);
            return (WithLastLeaf(r.Left, right.NextKey), true);
        }

        if (d == 0 && r.Left is ReferenceLeaf left) // 3
        {
            Visited.Add(left);
            return (WithFirstLeaf(r.Right, left), true);
        }

        return d <= 0 ? DeleteLeft(r, predecessor: d == 0) : DeleteRight(r, deleteMax); // 4, 5
    }

    private (ReferenceNode Node, bool Shorter) DeleteLeft(ReferenceInternal r, bool predecessor)
    {
        (ReferenceNode newLeft, bool shorter) = Delete(Internal(r.Left), deleteMax: predecessor);
        if (predecessor)
        {
            ReferenceLeaf saved = _saved!;
            r = new ReferenceInternal(saved.Key, r.Left, WithFirstLeaf(r.Right, saved), r.Balance);
        }

        if (!shorter || r.Balance <= 0)
        {
            ReferenceInternal copy = r.With(newLeft, r.Right, r.Balance + (shorter ? 1 : 0));
            return (copy, shorter && copy.Balance == 0);
        }

        ReferenceInternal sibling = Internal(r.Right);
        Visited.Add(sibling);
        ReferenceInternal shortened = r.With(newLeft, sibling, r.Balance);
        if (sibling.Balance < 0)
        {
            Visited.Add(sibling.Left);
            return (ReferenceRotation.DoubleLeft(shortened, sibling), true);
        }

        ReferenceInternal root = ReferenceRotation.SingleLeft(shortened, sibling);
        return (root, root.Balance == 0);
    }

    private (ReferenceNode Node, bool Shorter) DeleteRight(ReferenceInternal r, bool deleteMax)
    {
        (ReferenceNode newRight, bool shorter) = Delete(Internal(r.Right), deleteMax);
        if (!shorter || r.Balance >= 0)
        {
            ReferenceInternal copy = r.With(r.Left, newRight, r.Balance - (shorter ? 1 : 0));
            return (copy, shorter && copy.Balance == 0);
        }

        ReferenceInternal sibling = Internal(r.Left);
        Visited.Add(sibling);
        ReferenceInternal shortened = r.With(sibling, newRight, r.Balance);
        if (sibling.Balance > 0)
        {
            Visited.Add(sibling.Right);
            return (ReferenceRotation.DoubleRight(shortened, sibling), true);
        }

        ReferenceInternal root = ReferenceRotation.SingleRight(shortened, sibling);
        return (root, root.Balance == 0);
    }

    // The rightmost leaf of the subtree gets another next key.
    private ReferenceNode WithLastLeaf(ReferenceNode node, byte[] nextKey)
    {
        Visited.Add(node);
        if (node is ReferenceLeaf leaf) return new ReferenceLeaf(leaf.Key, leaf.Value, nextKey);
        ReferenceInternal r = Internal(node);
        return r.With(r.Left, WithLastLeaf(r.Right, nextKey), r.Balance);
    }

    // The leftmost leaf of the subtree becomes another leaf but keeps its next key.
    private ReferenceNode WithFirstLeaf(ReferenceNode node, ReferenceLeaf other)
    {
        Visited.Add(node);
        if (node is ReferenceLeaf leaf) return new ReferenceLeaf(other.Key, other.Value, leaf.NextKey);
        ReferenceInternal r = Internal(node);
        return r.With(WithFirstLeaf(r.Left, other), r.Right, r.Balance);
    }

    private static ReferenceInternal Internal(ReferenceNode node) =>
        node as ReferenceInternal ?? throw new ReferenceRefusalException(Outcome.ProofRefused);
}
