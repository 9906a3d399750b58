namespace BasisTrees.Persistence;

/// <summary>
/// The file of seals: a ring of slots, one sector each. A new seal goes over the oldest, so a write torn by a crash costs the newest
/// seal at most, and every older one is as true as before.
/// </summary>
internal sealed class SealFile : IDisposable
{
    private readonly IDisk _disk;
    private readonly byte[] _slot = new byte[LogFormat.SealSlotLength];
    private IFile? _file;
    private int _next;

    private SealFile(IDisk disk, IFile? file, int next)
    {
        _disk = disk;
        _file = file;
        _next = next;
    }

    /// <summary>Writes a seal file whose only seal is the empty store's, and syncs it.</summary>
    internal static void Create(IDisk disk, in Seal first)
    {
        using (IFile file = disk.Open(FileNames.Seal + FileNames.NewSuffix, FileOpening.Create))
        {
            byte[] bytes = new byte[LogFormat.SealSlots * LogFormat.SealSlotLength];
            first.Write(bytes);
            file.WriteAt(0, bytes);
            file.Sync();
        }

        disk.Rename(FileNames.Seal + FileNames.NewSuffix, FileNames.Seal);
    }

    /// <summary>Opens the file and finds the newest seal; a missing file is made anew when the next seal is written.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="storeId">The store: a whole seal of another one is damage, for no crash puts it there.</param>
    /// <param name="newest">The newest seal, or null if none could be read.</param>
    /// <exception cref="StoreDamagedException">A seal belongs to another store.</exception>
    internal static SealFile Open(IDisk disk, StoreId storeId, out Seal? newest)
    {
        newest = null;
        IFile file;
        try
        {
            file = disk.Open(FileNames.Seal, FileOpening.ReadWrite);
        }
        catch (StoreNotFoundException)
        {
            // Without seals a torn tail and a damaged one look alike, which the report says; the log itself is still checked.
            // An opening that fails leaves nothing behind, so the file is not made yet.
            return new SealFile(disk, null, 0);
        }

        try
        {
            int next = FindNewest(file, storeId, out newest);
            return new SealFile(disk, file, next);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal void Append(in Seal seal)
    {
        seal.Write(_slot);
        _file ??= _disk.Open(FileNames.Seal, FileOpening.Create);
        _file.WriteAt((long)_next * LogFormat.SealSlotLength, _slot);
        _next = (_next + 1) % LogFormat.SealSlots;
    }

    internal void Sync() => _file?.Sync();

    public void Dispose() => _file?.Dispose();

    // The newest seal, if there is one, and the slot behind it.
    private static int FindNewest(IFile file, StoreId storeId, out Seal? newest)
    {
        newest = null;
        byte[] bytes = new byte[LogFormat.SealSlots * LogFormat.SealSlotLength];
        int length = file.ReadAt(0, bytes);
        int next = 0;
        for (int slot = 0; slot < LogFormat.SealSlots; slot++)
        {
            int start = slot * LogFormat.SealSlotLength;
            if (start + LogFormat.SealLength > length || !Seal.TryRead(bytes.AsSpan(start), out Seal seal)) continue;
            if (seal.StoreId != storeId)
                throw new StoreDamagedException(file.Path, start, $"a seal of store {storeId} was expected, not of {seal.StoreId}");

            // Closing writes another seal of the same revision, which may name a newer checkpoint.
            if (newest is { } best && (best.Revision, best.Checkpoint).CompareTo((seal.Revision, seal.Checkpoint)) > 0) continue;
            newest = seal;
            next = (slot + 1) % LogFormat.SealSlots;
        }

        return next;
    }
}
