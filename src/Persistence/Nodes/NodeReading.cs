namespace BasisTrees.Persistence;

/// <summary>The answer of a node store to a label.</summary>
public enum NodeReading
{
    /// <summary>There is a record, and its own checksum fits.</summary>
    Found = 0,

    /// <summary>There is no record of this label.</summary>
    Missing = 1,

    /// <summary>There is a record, and its bytes are not what was written.</summary>
    Damaged = 2,
}
