namespace BasisTrees.Persistence;

/// <summary>How a piece of a backup is encrypted.</summary>
public enum BackupCipher
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>AES-256-GCM, block by block, with a key of its own that is derived from the key file (docs/FORMAT.md, "Backup").</summary>
    AesGcm = 1,
}
