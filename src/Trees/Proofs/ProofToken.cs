namespace BasisTrees;

/// <summary>
/// The bytes that begin a part of a packed tree (AVL-FORMAT section 5). Any other byte is the balance of an internal node.
/// </summary>
internal static class ProofToken
{
    /// <summary>A visited leaf.</summary>
    public const byte Leaf = 2;

    /// <summary>The label of a subtree that was not visited.</summary>
    public const byte Label = 3;

    /// <summary>The end of the tree; the directions follow.</summary>
    public const byte End = 4;
}
