using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A disk whose log files answer a write behind the header with an exception that no disk may throw.</summary>
internal sealed class StoreBrokenDisk(IDisk inner) : IDisk
{
    public string Location => inner.Location;

    public string PathOf(string name) => inner.PathOf(name);

    public IReadOnlyList<string> List() => inner.List();

    public IFile Open(string name, FileOpening opening) =>
        FileNames.TryParseSegment(name, out _) ? new StoreBrokenFile(inner.Open(name, opening)) : inner.Open(name, opening);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void Delete(string name) => inner.Delete(name);

    public void SyncDirectory() => inner.SyncDirectory();

    public ulong IdentityOf(string name) => inner.IdentityOf(name);

    public long FreeBytes() => inner.FreeBytes();

    public long TotalBytes() => inner.TotalBytes();

    public IDisposable? TryLock(string name) => inner.TryLock(name);
}
