using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>The files of a store that is not in use, copied as they are; it is locked meanwhile.</summary>
/// <param name="store">The directory of the store.</param>
internal sealed class StoreFilesSource(DirectoryDisk store) : IDrillSource
{
    public string Name => $"store in {store.Location}";

    public long Bytes => FileCopy.BytesOf(store);

    public Digest? CopyTo(DirectoryDisk target)
    {
        StoreDefinition.Read(store); // before a lock is put where no store is
        using IDisposable held = store.TryLock("lock")
            ?? throw new StoreException(
                $"The store in {store.Location} is in use, and its files cannot be copied; drill a backup of it with --set.",
                store.Location);
        FileCopy.Run(store, target);
        return null;
    }
}
