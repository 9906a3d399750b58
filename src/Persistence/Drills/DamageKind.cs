namespace BasisTrees.Persistence;

/// <summary>A kind of damage to a store that recovery has an answer to (docs/RECOVERY.md, "What each damage leads to").</summary>
public enum DamageKind
{
    /// <summary>The log ends in bytes that nothing acknowledged is in; recovery cuts them, tier 1.</summary>
    TornTail = 0,

    /// <summary>A bit of the newest checkpoint is another one; recovery takes an older checkpoint, tier 2, or the log, tier 3.</summary>
    Checkpoint = 1,

    /// <summary>A bit of a node is another one that only the newest checkpoint needs; recovery as for the checkpoint.</summary>
    Node = 2,

    /// <summary>All files of nodes and all checkpoints are gone; recovery builds the tree from the log, tier 3.</summary>
    Nodes = 3,

    /// <summary>
    /// A bit of an acknowledged record behind the newest checkpoint is another one; no other file holds it, so opening is refused.
    /// </summary>
    Record = 4,
}
