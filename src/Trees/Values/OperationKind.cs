namespace BasisTrees;

/// <summary>What an operation does (AVL-FORMAT section 2). The numbers are part of the log's format.</summary>
public enum OperationKind : byte
{
    /// <summary>An operation nobody knows: always refused, as in scrypto.</summary>
    UnknownModification = 0,

    /// <summary>Reads the value of a key, or that it has none.</summary>
    Lookup = 1,

    /// <summary>Adds a key that must be absent.</summary>
    Insert = 2,

    /// <summary>Changes the value of a key that must be present.</summary>
    Update = 3,

    /// <summary>Sets the value of a key, present or absent.</summary>
    InsertOrUpdate = 4,

    /// <summary>Takes away a key that must be present.</summary>
    Remove = 5,

    /// <summary>Takes away a key if it is present.</summary>
    RemoveIfExists = 6,

    /// <summary>
    /// Adds a number to the signed 64-bit big-endian number in the first 8 bytes of the value; a sum of 0 takes the key away, a sum
    /// below 0 is refused, an absent key counts as 0.
    /// </summary>
    UpdateLongBy = 7,
}
