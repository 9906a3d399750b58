namespace BasisTrees;

/// <summary>What a <see cref="ManifestWriter"/> answers.</summary>
public enum ManifestWriting
{
    /// <summary>It is written.</summary>
    Written = 0,

    /// <summary>There is nothing more to write, and nothing was written.</summary>
    Ended = 1,

    /// <summary>It has more bytes than the writer allows, and nothing was written: another subtree depth is needed.</summary>
    TooLarge = 2,
}
