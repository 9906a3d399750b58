namespace BasisTrees;

/// <summary>What is known of a whole subtree from its nodes: what its parent must agree with.</summary>
internal struct Branch
{
    /// <summary>Its label.</summary>
    public Label Label;

    /// <summary>Where its root is written.</summary>
    public NodePlace Place;

    /// <summary>Where its smallest key stands among the bytes it is joined with.</summary>
    public int FirstKey;

    /// <summary>Where the next key of its last leaf stands.</summary>
    public int EndKey;

    /// <summary>Its height.</summary>
    public int Height;

    /// <summary>Its leaves.</summary>
    public long Leaves;
}
