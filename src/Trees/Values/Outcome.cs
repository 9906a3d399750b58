namespace BasisTrees;

/// <summary>The answer to one operation. A refusal is an answer, not an error: it leaves the tree exactly as it was.</summary>
public enum Outcome : byte
{
    /// <summary>Done; the key had no value before.</summary>
    Absent = 0,

    /// <summary>Done; the key had the value that is returned.</summary>
    Present = 1,

    /// <summary>Refused: the key must be absent and is present.</summary>
    KeyExists = 2,

    /// <summary>Refused: the key must be present and is absent.</summary>
    KeyMissing = 3,

    /// <summary>Refused: the key does not have the tree's key length.</summary>
    KeyLength = 4,

    /// <summary>Refused: all zeros and all ones are sentinels, never keys.</summary>
    KeySentinel = 5,

    /// <summary>Refused: the new value does not have the tree's value length, or is longer than its maximum.</summary>
    ValueLength = 6,

    /// <summary>Refused: UpdateLongBy found a value of fewer than 8 bytes.</summary>
    ValueNotNumber = 7,

    /// <summary>Refused: UpdateLongBy would go below 0 or beyond 2^63 - 1.</summary>
    NumberRange = 8,

    /// <summary>Refused: the kind of the operation is not known.</summary>
    UnknownOperation = 9,

    /// <summary>Refused by a verifier only: the proof does not show what the operation needs. The verifier stays refused.</summary>
    ProofRefused = 10,
}
