using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A disk that stands between a store and the simulated one, and does what a store with a bug would have done.</summary>
internal sealed class CrashBugDisk(IDisk inner, CrashBug bug) : IDisk
{
    private bool _segmentNamed; // a later segment has its name since the last sync of the directory
    private bool _checkpointNamed; // likewise a checkpoint

    public string Location => inner.Location;

    public string PathOf(string name) => inner.PathOf(name);

    public IReadOnlyList<string> List() => bug == CrashBug.StopAtFirstBadFrame ? Stopped(inner.List()) : inner.List();

    public IFile Open(string name, FileOpening opening) => new CrashBugFile(inner.Open(name, opening), name, bug);

    public void Rename(string from, string to)
    {
        if (bug == CrashBug.LogDroppedEarly && FileNames.Archives([to]).Length > 0) inner.Delete(from);
        else inner.Rename(from, to);
        if (FileNames.TryParseSegment(to, out ulong number) && number > 1) _segmentNamed = true;
        if (CrashBugFile.IsCheckpoint(to)) _checkpointNamed = true;
    }

    public void Delete(string name) => inner.Delete(name);

    public void SyncDirectory()
    {
        bool skip = bug switch
        {
            CrashBug.NoDirectorySyncOnSegment => _segmentNamed,
            CrashBug.NoDirectorySyncOnCreation => !_segmentNamed && !_checkpointNamed,
            CrashBug.NoDirectorySyncOnCheckpoint => _checkpointNamed,
            _ => false,
        };
        if (!skip) inner.SyncDirectory();
        _segmentNamed = _checkpointNamed = false;
    }

    public ulong IdentityOf(string name) => inner.IdentityOf(name);

    public long FreeBytes() => inner.FreeBytes();

    public long TotalBytes() => inner.TotalBytes();

    public IDisposable? TryLock(string name) => inner.TryLock(name);

    // Without the segments behind the first one that has a bad frame.
    private string[] Stopped(IReadOnlyList<string> names)
    {
        ulong last = ulong.MaxValue;
        foreach (ulong number in FileNames.Segments(names))
        {
            using IFile file = inner.Open(FileNames.Segment(number), FileOpening.Read);
            byte[] all = new byte[file.ReadLength()];
            file.ReadAt(0, all);
            if (CrashBugFile.ValidLength(all) < all.Length) last = Math.Min(last, number);
        }

        return [.. names.Where(name => !FileNames.TryParseSegment(name, out ulong number) || number <= last)];
    }
}
