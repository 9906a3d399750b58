namespace BasisTrees.Tests.Support;

/// <summary>The rotations of AVL-FORMAT sections 3 and 4.</summary>
internal static class ReferenceRotation
{
    /// <summary>Rotates right around x, the right child of the left child c of r.</summary>
    public static ReferenceInternal DoubleRight(ReferenceInternal r, ReferenceInternal c)
    {
        ReferenceInternal x = Internal(c.Right);
        (int left, int right) = Balances(x);
        return x.With(c.With(c.Left, x.Left, left), r.With(x.Right, r.Right, right), 0);
    }

    /// <summary>Rotates left around x, the left child of the right child c of r.</summary>
    public static ReferenceInternal DoubleLeft(ReferenceInternal r, ReferenceInternal c)
    {
        ReferenceInternal x = Internal(c.Left);
        (int left, int right) = Balances(x);
        return x.With(r.With(r.Left, x.Left, left), c.With(x.Right, c.Right, right), 0);
    }

    /// <summary>The single left rotation of a deletion; c is the right child of r.</summary>
    public static ReferenceInternal SingleLeft(ReferenceInternal r, ReferenceInternal c) =>
        c.With(r.With(r.Left, c.Left, 1 - c.Balance), c.Right, c.Balance - 1);

    /// <summary>The single right rotation of a deletion; c is the left child of r.</summary>
    public static ReferenceInternal SingleRight(ReferenceInternal r, ReferenceInternal c) =>
        c.With(c.Left, r.With(c.Right, r.Right, -c.Balance - 1), 1 + c.Balance);

    private static (int Left, int Right) Balances(ReferenceInternal x) => x.Balance switch
    {
        0 => (0, 0),
        -1 => (0, 1),
        1 => (-1, 0),
        _ => throw new ReferenceRefusalException(Outcome.ProofRefused),
    };

    private static ReferenceInternal Internal(ReferenceNode node) =>
        node as ReferenceInternal ?? throw new ReferenceRefusalException(Outcome.ProofRefused);
}
