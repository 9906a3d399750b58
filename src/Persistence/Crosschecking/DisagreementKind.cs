namespace BasisTrees.Persistence;

/// <summary>How a tree and another store of the same entries differ in one key.</summary>
public enum DisagreementKind
{
    /// <summary>The other store has an entry, and the tree has none.</summary>
    MissingInTree = 0,

    /// <summary>The tree has an entry, and the other store has none.</summary>
    MissingThere = 1,

    /// <summary>Both have an entry, with different values.</summary>
    OtherValue = 2,

    /// <summary>The body of a note in the files of the store is damaged or lost.</summary>
    BodyLost = 3,
}
