namespace BasisTrees.Persistence;

/// <summary>
/// Puts a segment of the log together again, frame by frame out of what is left of it and of a copy, and takes it only if it leads from
/// what stands before it to what stands behind it: to the next segment, to an acknowledged record, or to frames of its own.
/// </summary>
/// <remarks>The damaged file is renamed, never deleted. Used by one thread.</remarks>
internal sealed class SegmentRestoration
{
    private readonly IDisk _disk;
    private readonly LogFiles _files;
    private readonly ILogRestoration _source;
    private readonly Seal? _seal;

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory, its lock held.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="source">Where copies are.</param>
    /// <param name="seal">What was acknowledged last, or null if that is not known.</param>
    internal SegmentRestoration(IDisk disk, StoreId storeId, ILogRestoration source, Seal? seal)
    {
        _disk = disk;
        _files = new LogFiles(disk, storeId);
        _source = source;
        _seal = seal;
    }

    /// <summary>What was restored: one sentence each.</summary>
    internal List<string> Restored { get; } = [];

    /// <summary>The damaged files under their new names.</summary>
    internal List<string> SetAside { get; } = [];

    /// <summary>Restores a segment, and those behind it whose beginning has to be known for that.</summary>
    /// <returns>False if no copy helps; then nothing has changed of this segment.</returns>
    /// <exception cref="StoreException">The disk or the source fails.</exception>
    internal bool TryRestore(ulong number)
    {
        ulong last = number;
        while (!IsAnchored(last, out _)) last++; // of the last one that there is nothing has to be known
        for (ulong at = last; ; at--)
        {
            if (!IsAnchored(at, out ChainPoint? end) || !TryRestore(at, end)) return false;
            if (at == number) return true;
        }
    }

    // Whether it is known to where a segment must lead: to the beginning of the next one, or, of the last one, to its own frames and the
    // seal.
    private bool IsAnchored(ulong number, out ChainPoint? end)
    {
        end = null;
        if (!IsSealedBehind(number + 1)) return true;
        using IFile? next = TryOpenOwn(number + 1);
        if (next is null) return false;
        try
        {
            end = _files.ReadHeader(next, number + 1).Start;
            return true;
        }
        catch (StoreDamagedException)
        {
            return false;
        }
    }

    // Whether a segment exists or existed.
    private bool IsSealedBehind(ulong number) => _seal?.Segment >= number || (_files.Numbers() is [.., var last] && last >= number);

    private bool TryRestore(ulong number, ChainPoint? end)
    {
        string name = FileNames.Segment(number);
        IReadOnlyList<string> names = _disk.List();
        bool isArchived = !names.Contains(name, StringComparer.Ordinal)
            && names.Contains(FileNames.Archive(number), StringComparer.Ordinal);
        if (isArchived) name = FileNames.Archive(number);
        string temporary = name + FileNames.NewSuffix;
        using IFile? own = TryOpenOwn(number);
        using IFile? copy = _source.TryOpen(number);
        if (copy is null) return false;
        bool isRestored;
        using (IFile file = _disk.Open(temporary, FileOpening.Create))
        {
            isRestored = new SplicedSegment(_files, number, own, copy).TryWrite(file, end, _seal);
            if (isRestored) file.Sync();
        }

        if (!isRestored)
        {
            _disk.Delete(temporary);
            return false;
        }

        if (own is not null)
        {
            string kept = FileNames.NextBad(name, _disk.List());
            _disk.Rename(name, kept);
            SetAside.Add(_disk.PathOf(kept));
        }

        _disk.Rename(temporary, name);
        _disk.SyncDirectory();
        Restored.Add($"{_disk.PathOf(name)} was {(own is null ? "missing" : "damaged")} and was restored from a copy ({copy.Path}).");
        return true;
    }

    private IFile? TryOpenOwn(ulong number)
    {
        try
        {
            return _files.Open(number);
        }
        catch (StoreDamagedException)
        {
            return null; // it is missing
        }
    }
}
