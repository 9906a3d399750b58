namespace BasisTrees;

/// <summary>The first byte of a node in a manifest or a subtree (AVL-FORMAT section 8).</summary>
internal static class ManifestTag
{
    /// <summary>A leaf: key, next key, value to the end of its node.</summary>
    public const byte Leaf = 0;

    /// <summary>An internal node with its subtrees: balance, routing key, length of the left subtree, left and right subtree.</summary>
    public const byte Internal = 1;

    /// <summary>An internal node that is cut off: balance, routing key, the labels of both children.</summary>
    public const byte Cut = 2;

    /// <summary>The bytes of an internal node before its subtrees.</summary>
    public static int InternalHeaderLength(int keyLength) => 2 + keyLength + sizeof(int);

    /// <summary>The bytes of a node that is cut off.</summary>
    public static int CutLength(int keyLength) => 2 + keyLength + (2 * Label.Length);
}
