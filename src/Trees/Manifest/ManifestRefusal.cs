namespace BasisTrees;

/// <summary>Why bytes that claim to be a manifest or one of its subtrees are refused.</summary>
public enum ManifestRefusal
{
    /// <summary>They are not refused.</summary>
    None = 0,

    /// <summary>They are not nodes: an unknown first byte, a length that does not fit, bytes too few or left over.</summary>
    Malformed = 1,

    /// <summary>The label or the height is not the digest's.</summary>
    Digest = 2,

    /// <summary>The label is not that of a subtree that the manifest cuts off.</summary>
    Label = 3,

    /// <summary>A balance is not the difference of the heights below it, -1, 0 or 1, or the tree is higher than any tree can be.</summary>
    Balance = 4,

    /// <summary>Keys do not ascend, or a leaf names another next key than that of the leaf to its right.</summary>
    Order = 5,

    /// <summary>A routing key is not the smallest key of the right subtree.</summary>
    RoutingKey = 6,

    /// <summary>The leaves do not begin with the sentinel of zeros and its empty value, or do not end at the one of all ones.</summary>
    Sentinel = 7,

    /// <summary>A subtree is there twice.</summary>
    Repeated = 8,

    /// <summary>A subtree is missing.</summary>
    Incomplete = 9,
}
