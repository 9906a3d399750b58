namespace BasisTrees.Persistence;

/// <summary>Why nothing can be done with a backup that is as it was written.</summary>
public enum BackupRefusal
{
    /// <summary>The key is missing, another one, open to others, or for nothing.</summary>
    Key = 0,

    /// <summary>There is no backup, or no full one.</summary>
    NoBackup = 1,

    /// <summary>The backup does not reach the revision or time that is wanted.</summary>
    NotReached = 2,

    /// <summary>The backup is of another store.</summary>
    OtherStore = 3,

    /// <summary>Store and backup have parted: what the one goes on from is not in the other.</summary>
    OtherHistory = 4,
}
