namespace BasisTrees.Persistence;

/// <summary>Which incarnation an opened store is.</summary>
/// <param name="All">The incarnation, and those before it, newest first.</param>
/// <param name="IsNew">Whether this opening began it.</param>
internal sealed record OpenedIncarnation(IReadOnlyList<Incarnation> All, bool IsNew)
{
    internal ulong Number => All[0].Number;

    /// <summary>Finds out whether the store is still the one that its file speaks of, and if not begins another incarnation.</summary>
    /// <remarks>Called when the log has been read and before anything is written behind its end.</remarks>
    /// <param name="disk">The store's directory, its lock held.</param>
    /// <param name="definition">The store.</param>
    /// <param name="found">The file as it was read, or null.</param>
    /// <param name="end">The end of the log, from which another incarnation would begin.</param>
    /// <param name="time">The clock that dates it.</param>
    /// <param name="space">Gives room where a full disk stands in the way.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static OpenedIncarnation Continue(
        IDisk disk, DefinitionFile definition, IncarnationFile? found, in LogEnd end, TimeProvider time, SpaceGuard space)
    {
        // A log that names an incarnation which the file does not know stands beside an older file.
        IncarnationOrigin? origin = found is null || found.Newest.Number < end.Incarnation ? IncarnationOrigin.Unknown
            : IsCopy(disk, found) ? IncarnationOrigin.Copied
            : null;
        if (origin is not { } begun) return new OpenedIncarnation(found!.All, IsNew: false); // without a file the origin is unknown
        var start = new IncarnationStart(begun, end.Chain.Revision, end.Chain.Digest, end.Incarnation, time.GetUtcNow());
        if (begun == IncarnationOrigin.Unknown) SetAside(disk);
        IncarnationFile written;
        try
        {
            written = IncarnationFile.Begin(disk, definition, found, start);
        }
        catch (StoreFullException)
        {
            if (!space.TryRelease()) throw;
            written = IncarnationFile.Begin(disk, definition, found, start);
        }

        disk.SyncDirectory();
        return new OpenedIncarnation(written.All, IsNew: true);
    }

    private static bool IsCopy(IDisk disk, IncarnationFile found)
    {
        ulong identity = disk.IdentityOf(FileNames.Incarnation);
        return found.Identity != 0 && identity != 0 && identity != found.Identity;
    }

    // A file that is damaged or too old is kept.
    private static void SetAside(IDisk disk)
    {
        IReadOnlyList<string> names = disk.List();
        if (names.Contains(FileNames.Incarnation, StringComparer.Ordinal))
            disk.Rename(FileNames.Incarnation, FileNames.NextBad(FileNames.Incarnation, names));
    }
}
