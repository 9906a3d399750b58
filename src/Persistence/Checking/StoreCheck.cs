namespace BasisTrees.Persistence;

/// <summary>
/// Checks a store that is not in use: everything is derived anew from bytes, and everything that is wrong is said with its place.
/// </summary>
/// <remarks>A store that is in use is checked by <see cref="TreeStore.Check"/>.</remarks>
public static class StoreCheck
{
    /// <summary>Checks a store; nothing on the disk is changed.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How the store is opened; null for the defaults.</param>
    /// <param name="check">How far to go; null for the defaults.</param>
    /// <param name="time">The clock that measures the steps; null for the system's.</param>
    /// <returns>What was read and found. Damage is a finding, not an exception.</returns>
    /// <exception cref="StoreNotFoundException">There is no store, and nothing of one.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreException">The directory cannot be read, or the scratch directory is not empty.</exception>
    public static FsckReport Run(IDisk disk, StoreOptions? options = null, FsckOptions? check = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        RequireStore(disk);
        using IDisposable held = StoreDirectory.Lock(disk);
        return Look(disk, options ?? new StoreOptions(), check ?? new FsckOptions(), time ?? TimeProvider.System);
    }

    /// <summary>
    /// Checks a store, goes the ways back that recovery has where something is wrong, and checks it again. Nothing is deleted: what is
    /// damaged is renamed <c>*.bad-n</c>.
    /// </summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How the store is opened, and from which copies nodes and segments of the log are restored.</param>
    /// <param name="check">How far the checks go; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>
    /// Both checks and what was done in between; a store that no way leads back to is as it was but for what was renamed.
    /// </returns>
    /// <exception cref="StoreNotFoundException">There is no store, and nothing of one.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreException">The directory cannot be read, or the scratch directory is not empty.</exception>
    public static FsckRepair Repair(IDisk disk, StoreOptions? options = null, FsckOptions? check = null, TimeProvider? time = null)
    {
        options ??= new StoreOptions();
        time ??= TimeProvider.System;
        return new StoreRepair(disk, options, time, () => Run(disk, options, check, time)).Run();
    }

    private static FsckReport Look(IDisk disk, StoreOptions options, FsckOptions check, TimeProvider time)
    {
        using var layer = new OverlayDisk(disk);
        bool isUnfinished = RebuildSwap.IsPending(layer);
        RebuildSwap.Complete(layer);
        CompleteErasing(layer);
        return new FsckRun(layer, options, check, time, bound: null) { IsUnfinished = isUnfinished }.Run();
    }

    // As opening will: what was being overwritten is not damage.
    private static void CompleteErasing(OverlayDisk layer)
    {
        try
        {
            ErasingFile.Complete(layer, DefinitionFile.Read(layer).StoreId);
        }
        catch (StoreException)
        {
            // The definition, or the file itself, is damaged: then the places are looked at as they are.
        }
    }

    private static void RequireStore(IDisk disk)
    {
        IReadOnlyList<string> names = disk.List();
        bool isThere = names.Contains(FileNames.Definition, StringComparer.Ordinal)
            || FileNames.Segments(names).Length > 0 || FileNames.Checkpoints(names).Length > 0;
        if (!isThere) StoreDirectory.FindStore(disk);
    }
}
