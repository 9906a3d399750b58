namespace BasisTrees;

/// <summary>How the ids that a user writes become the keys of the tree (docs/FORMAT.md, "Keys").</summary>
public enum KeyMode : byte
{
    /// <summary>The id is the key: it must have the key length and lie strictly between all zeros and all ones.</summary>
    Raw = 0,

    /// <summary>The key is BLAKE2b-256 of a domain tag and the id: any id, 32-byte keys, no order.</summary>
    Hashed = 1,

    /// <summary>The key is the id, zeros, and the id's length in the last byte: ids keep their order and are bounded in length.</summary>
    Padded = 2,
}
