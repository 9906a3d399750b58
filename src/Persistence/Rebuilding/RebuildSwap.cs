namespace BasisTrees.Persistence;

/// <summary>
/// Puts the files of a rebuild in the place of those that were there. From the moment at which it has begun it can only be completed, by
/// whoever opens the store next.
/// </summary>
/// <remarks>
/// While the file <c>rebuild</c> is there, everything that is the old store's is set aside; then it becomes <c>rebuilt</c>, and while that
/// is there, everything that was made gets its name. Each step may be repeated.
/// </remarks>
internal static class RebuildSwap
{
    private static ReadOnlySpan<byte> Text => "A rebuild of this store was cut off here; opening the store completes it.\n"u8;

    /// <summary>Whether a rebuild has begun to take its place and is not completed.</summary>
    internal static bool IsPending(IDisk disk) => IsOurs(disk, FileNames.Rebuild) || IsOurs(disk, FileNames.Rebuilt);

    /// <summary>Makes sure that nobody else's file has a name that a rebuild needs.</summary>
    /// <exception cref="StoreExistsException">One has.</exception>
    internal static void RequireFreeNames(IDisk disk)
    {
        foreach (string name in (string[])[FileNames.Rebuild, FileNames.Rebuilt])
        {
            if (disk.List().Contains(name, StringComparer.Ordinal) && !IsOurs(disk, name))
                throw new StoreExistsException(disk.PathOf(name), "the note of a rebuild");
        }
    }

    /// <summary>Begins: all that was made is synced, and takes the place of what is there.</summary>
    /// <exception cref="StoreException">The disk fails; the store is as before, or is completed when it is opened.</exception>
    internal static void Begin(IDisk disk)
    {
        disk.SyncDirectory();
        const string temporary = FileNames.Rebuild + FileNames.NewSuffix;
        using (IFile file = disk.Open(temporary, FileOpening.Create))
        {
            file.WriteAt(0, Text);
            file.Sync();
        }

        disk.Rename(temporary, FileNames.Rebuild);
        disk.SyncDirectory();
    }

    /// <summary>Completes what has begun, if anything has.</summary>
    /// <returns>The files that were set aside by this call, under their new names.</returns>
    /// <exception cref="StoreException">The disk fails; it is completed the next time.</exception>
    internal static IReadOnlyList<string> Complete(IDisk disk)
    {
        var aside = new List<string>();
        if (IsOurs(disk, FileNames.Rebuild))
        {
            foreach (string name in disk.List().Where(IsOld)) aside.Add(PutAside(disk, name));
            disk.SyncDirectory();
            disk.Rename(FileNames.Rebuild, FileNames.Rebuilt);
            disk.SyncDirectory();
        }

        if (!IsOurs(disk, FileNames.Rebuilt)) return aside;
        foreach (string name in disk.List().Where(RebuildDisk.IsOfRebuild))
            disk.Rename(name, name[..^FileNames.RebuildSuffix.Length]);
        disk.SyncDirectory();
        disk.Delete(FileNames.Rebuilt);
        disk.SyncDirectory();
        return aside;
    }

    private static bool IsOurs(IDisk disk, string name)
    {
        if (!disk.List().Contains(name, StringComparer.Ordinal)) return false;
        byte[] bytes = new byte[Text.Length + 1];
        using IFile file = disk.Open(name, FileOpening.Read);
        return bytes.AsSpan(0, file.ReadAt(0, bytes)).SequenceEqual(Text);
    }

    private static string PutAside(IDisk disk, string name)
    {
        string kept = FileNames.NextBad(name, disk.List());
        disk.Rename(name, kept);
        return disk.PathOf(kept);
    }

    // The incarnation is replaced by one that names those before it.
    private static bool IsOld(string name)
    {
        bool isIndex = name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal)
            && (FileNames.TryParseNodes(name[..^FileNames.IndexSuffix.Length], out _)
                || FileNames.TryParseNotes(name[..^FileNames.IndexSuffix.Length], out _));
        return isIndex || (FileNames.IsStores(name) && name is not (FileNames.Lock or FileNames.Definition or FileNames.Incarnation
            or FileNames.Reserve or FileNames.Recovery or FileNames.Rebuild or FileNames.Rebuilt));
    }
}
