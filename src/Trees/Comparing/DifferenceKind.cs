namespace BasisTrees;

/// <summary>What became of a key from one revision to another.</summary>
public enum DifferenceKind
{
    /// <summary>It has a value in the later one only.</summary>
    Added = 1,

    /// <summary>It has a value in the earlier one only.</summary>
    Removed = 2,

    /// <summary>Its value in the later one is another.</summary>
    Changed = 3,
}
