namespace BasisTrees.Tests.Property;

/// <summary>What one step of a history does.</summary>
internal enum TreesStepKind
{
    /// <summary>Applies one operation to the pending batch.</summary>
    Apply,

    /// <summary>Closes the batch and takes its proof.</summary>
    Seal,

    /// <summary>Closes the batch without asking for a proof.</summary>
    SealQuietly,

    /// <summary>Drops the pending operations.</summary>
    Discard,

    /// <summary>Asks what a batch would give.</summary>
    Preview,

    /// <summary>Takes a snapshot that is asked later.</summary>
    Snapshot,

    /// <summary>Asks one of the snapshots taken before.</summary>
    AskSnapshot,

    /// <summary>Lets the oldest snapshot go.</summary>
    DropSnapshot,

    /// <summary>Compares digest and count with the pending operations.</summary>
    Compare,
}
