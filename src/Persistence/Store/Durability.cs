namespace BasisTrees.Persistence;

/// <summary>What an acknowledged batch survives.</summary>
public enum Durability
{
    /// <summary>An acknowledged batch survives a power cut: it was written and synced before the answer.</summary>
    Durable = 0,

    /// <summary>An acknowledged batch survives the death of the process but not a power cut: it was written, not synced.</summary>
    ProcessCrash = 1,

    /// <summary>An acknowledged batch may be lost with the process: it is written when a buffer fills or the store closes.</summary>
    None = 2,
}
