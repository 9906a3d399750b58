using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A disk that stands between a store and the simulated one, and does what a store with a bug would have done.</summary>
internal sealed class CrashBugDisk(IDisk inner, CrashBug bug) : IDisk
{
    private bool _segmentNamed; // a later segment has its name since the last sync of the directory

    public string Location => inner.Location;

    public string PathOf(string name) => inner.PathOf(name);

    public IReadOnlyList<string> List() => inner.List();

    public IFile Open(string name, FileOpening opening) => new CrashBugFile(inner.Open(name, opening), name, bug);

    public void Rename(string from, string to)
    {
        inner.Rename(from, to);
        if (FileNames.TryParseSegment(to, out ulong number) && number > 1) _segmentNamed = true;
    }

    public void Delete(string name) => inner.Delete(name);

    public void SyncDirectory()
    {
        bool skip = bug switch
        {
            CrashBug.NoDirectorySyncOnSegment => _segmentNamed,
            CrashBug.NoDirectorySyncOnCreation => !_segmentNamed,
            _ => false,
        };
        if (!skip) inner.SyncDirectory();
        _segmentNamed = false;
    }

    public IDisposable? TryLock(string name) => inner.TryLock(name);
}
