namespace BasisTrees.Persistence;

/// <summary>What a piece of a backup holds.</summary>
public enum BackupKind
{
    /// <summary>A whole revision: a full checkpoint.</summary>
    Full = 1,

    /// <summary>The records of the log from one revision to another.</summary>
    Incremental = 2,
}
