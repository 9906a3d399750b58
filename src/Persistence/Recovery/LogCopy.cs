namespace BasisTrees.Persistence;

/// <summary>The log in a directory that holds another copy of a store; nothing there is changed.</summary>
/// <remarks>Any thread. The copy need not be whole, nor of the same age.</remarks>
public sealed class LogCopy : ILogRestoration
{
    private readonly IDisk _disk;

    /// <summary>Names the directory.</summary>
    /// <param name="disk">The directory; its lock is neither asked for nor needed.</param>
    public LogCopy(IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        _disk = disk;
    }

    /// <inheritdoc/>
    public IFile? TryOpen(ulong segment) => TryOpen(FileNames.Segment(segment)) ?? TryOpen(FileNames.Archive(segment));

    private IFile? TryOpen(string name)
    {
        try
        {
            return _disk.Open(name, FileOpening.Read);
        }
        catch (StoreNotFoundException)
        {
            return null;
        }
    }
}
