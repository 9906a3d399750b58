namespace BasisTrees.Persistence;

/// <summary>Another process, or another <see cref="TreeStore"/> of this one, has the store open.</summary>
public sealed class StoreLockedException : StoreException
{
    /// <summary>States that the lock is held.</summary>
    /// <param name="file">The lock file.</param>
    public StoreLockedException(string file)
        : base($"The store is open elsewhere: the lock on {file} is held.", file)
    {
    }
}
