namespace BasisTrees.Persistence;

/// <summary>
/// One flat directory of files: the only way the store touches the world, so that tests can put a simulated disk in its place.
/// </summary>
/// <remarks>
/// Names are plain file names without a directory. Creating, renaming and deleting survive a power cut only after
/// <see cref="SyncDirectory"/>. Methods may be called from any thread. Every failure is a <see cref="StoreException"/>.
/// </remarks>
public interface IDisk
{
    /// <summary>The directory's name for messages.</summary>
    string Location { get; }

    /// <summary>The name of a file for messages, with the directory.</summary>
    /// <param name="name">A file name.</param>
    string PathOf(string name);

    /// <summary>The names of all files, in no particular order.</summary>
    /// <exception cref="StoreException">The directory cannot be read.</exception>
    IReadOnlyList<string> List();

    /// <summary>Opens a file.</summary>
    /// <param name="name">A file name.</param>
    /// <param name="opening">Whether it must exist or is made anew.</param>
    /// <returns>The file; the caller disposes of it.</returns>
    /// <exception cref="StoreNotFoundException">The file must exist and does not.</exception>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    IFile Open(string name, FileOpening opening);

    /// <summary>Gives a file another name, replacing a file of that name in one step.</summary>
    /// <param name="from">The present name.</param>
    /// <param name="to">The new name.</param>
    /// <exception cref="StoreException">It cannot be renamed.</exception>
    void Rename(string from, string to);

    /// <summary>Takes a file away.</summary>
    /// <param name="name">The name of an existing file.</param>
    /// <exception cref="StoreException">It cannot be deleted.</exception>
    void Delete(string name);

    /// <summary>Makes every creation, renaming and deletion so far survive a power cut.</summary>
    /// <exception cref="StoreException">The device did not confirm.</exception>
    void SyncDirectory();

    /// <summary>What tells a file from every other one, a copy of it included: renaming keeps it, copying does not.</summary>
    /// <param name="name">The name of an existing file.</param>
    /// <returns>A number that lasts as long as the file and means nothing else; 0 if the system cannot tell.</returns>
    /// <exception cref="StoreNotFoundException">There is no such file.</exception>
    /// <exception cref="StoreException">It cannot be asked.</exception>
    ulong IdentityOf(string name);

    /// <summary>The bytes that may still be written here, 0 or more; others may take them at any time.</summary>
    /// <exception cref="StoreException">The file system cannot be asked.</exception>
    long FreeBytes();

    /// <summary>The bytes that the file system has altogether.</summary>
    /// <exception cref="StoreException">The file system cannot be asked.</exception>
    long TotalBytes();

    /// <summary>Takes an exclusive lock that ends when it is disposed of or the process ends.</summary>
    /// <param name="name">The name of the lock file, made if it is missing.</param>
    /// <returns>The lock, or null if another process or another caller holds it.</returns>
    /// <exception cref="StoreException">The lock file cannot be opened.</exception>
    IDisposable? TryLock(string name);
}
