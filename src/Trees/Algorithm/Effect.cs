namespace BasisTrees;

/// <summary>What an operation does to the tree.</summary>
internal enum Effect
{
    /// <summary>Nothing: the search itself is all.</summary>
    None,

    /// <summary>The key gets a value, new or other.</summary>
    Store,

    /// <summary>The key goes.</summary>
    Delete,
}
