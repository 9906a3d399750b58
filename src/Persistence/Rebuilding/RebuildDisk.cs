namespace BasisTrees.Persistence;

/// <summary>
/// The directory of a store as it will be after a rebuild: every file stands under its name with <see cref="FileNames.RebuildSuffix"/>
/// behind it, beside the files that are there now.
/// </summary>
/// <remarks>Any thread. Whoever makes it holds the store's lock.</remarks>
internal sealed class RebuildDisk(IDisk below) : IDisk
{
    public string Location => below.Location;

    public string PathOf(string name) => below.PathOf(name + FileNames.RebuildSuffix);

    public IReadOnlyList<string> List() =>
        [.. below.List().Where(IsOfRebuild).Select(name => name[..^FileNames.RebuildSuffix.Length])];

    public IFile Open(string name, FileOpening opening) => below.Open(name + FileNames.RebuildSuffix, opening);

    public void Rename(string from, string to) => below.Rename(from + FileNames.RebuildSuffix, to + FileNames.RebuildSuffix);

    public void Delete(string name) => below.Delete(name + FileNames.RebuildSuffix);

    public void SyncDirectory() => below.SyncDirectory();

    public ulong IdentityOf(string name) => below.IdentityOf(name + FileNames.RebuildSuffix);

    public long FreeBytes() => below.FreeBytes();

    public long TotalBytes() => below.TotalBytes();

    public IDisposable TryLock(string name) => new HeldAlready();

    /// <summary>Whether a file was made by a rebuild that is not completed.</summary>
    internal static bool IsOfRebuild(string name)
    {
        if (!name.EndsWith(FileNames.RebuildSuffix, StringComparison.Ordinal)) return false;
        string stem = name[..^FileNames.RebuildSuffix.Length];
        return stem is FileNames.Recovery or FileNames.Suspect || StoreFiles.IsStores(stem);
    }

    private sealed class HeldAlready : IDisposable
    {
        public void Dispose()
        {
            // The lock of the store is held by whoever made the disk.
        }
    }
}
