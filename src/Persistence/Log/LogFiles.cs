namespace BasisTrees.Persistence;

/// <summary>The segments of the log by number, wherever retention has put them: in use, or archived under another name.</summary>
/// <remarks>Any thread; files are opened for each use and disposed of by the user.</remarks>
internal sealed class LogFiles(IDisk disk, StoreId storeId)
{
    /// <summary>The numbers of the segments that are there, smallest first.</summary>
    internal ulong[] Numbers()
    {
        IReadOnlyList<string> names = disk.List();
        return [.. FileNames.Segments(names).Union(FileNames.Archives(names)).Order()];
    }

    /// <summary>Opens a segment for reading.</summary>
    /// <exception cref="StoreDamagedException">There is no such segment.</exception>
    internal IFile Open(ulong number)
    {
        try
        {
            return disk.Open(FileNames.Segment(number), FileOpening.Read);
        }
        catch (StoreNotFoundException)
        {
            // Archived, perhaps a moment ago.
        }

        try
        {
            return disk.Open(FileNames.Archive(number), FileOpening.Read);
        }
        catch (StoreNotFoundException)
        {
            throw Missing(number);
        }
    }

    /// <summary>What is to be said of a segment that is not there, under the name that it is likely to have had.</summary>
    internal StoreDamagedException Missing(ulong number)
    {
        bool isArchived = FileNames.Archives(disk.List()) is [.., var newest] && number < newest;
        string name = isArchived ? FileNames.Archive(number) : FileNames.Segment(number);
        return new StoreDamagedException(disk.PathOf(name), 0, "this segment of the log was expected, and the file is missing");
    }

    /// <summary>Reads the frames of an open segment from an offset on.</summary>
    internal SegmentReader Read(IFile file, ulong number, long offset) =>
        new(file, new SegmentPlace(storeId, number), offset, file.ReadLength());

    /// <summary>Reads and checks the header of an open segment.</summary>
    /// <exception cref="StoreDamagedException">It is not the header of this segment of this store.</exception>
    internal SegmentHeader ReadHeader(IFile file, ulong number)
    {
        Span<byte> bytes = stackalloc byte[LogFormat.SegmentHeaderLength];
        int read = file.ReadAt(0, bytes);
        if (SegmentHeader.Read(bytes[..read], out SegmentHeader header) is { } fault) throw new StoreDamagedException(file.Path, 0, fault);
        if (header.StoreId != storeId)
            throw new StoreDamagedException(file.Path, 16, $"a segment of store {storeId} was expected, not of {header.StoreId}");
        if (header.Number != number) throw new StoreDamagedException(file.Path, 32, $"segment {number} was expected, not {header.Number}");
        return header;
    }
}
