using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Where the backups of a tree are.</summary>
/// <param name="Set">The directory of the set.</param>
/// <param name="KeyFile">The file with its key; null if it is not encrypted.</param>
internal sealed record BackupPlace(string Set, string? KeyFile)
{
    /// <summary>Reads the key; the caller disposes of it when the set is not used any more.</summary>
    /// <exception cref="StoreException">It cannot be read, is none, or is open to others.</exception>
    internal BackupKey? ReadKey() => KeyFile is null ? null : BackupKey.Read(KeyFile);

    /// <summary>Opens the set, which is made if it is not there.</summary>
    /// <exception cref="StoreException">It is damaged or cannot be read.</exception>
    internal BackupSet Open(BackupKey? key) => BackupSet.Open(DirectoryDisk.Create(Set), key);
}
