namespace BasisTrees.Persistence;

/// <summary>
/// A directory in which nothing changes: what is written over it is kept in memory and read from there. For trying what a recovery would
/// do.
/// </summary>
/// <remarks>
/// Any thread. A lock is taken on the directory below, so that nobody else writes there meanwhile. Disposing of it closes the files below;
/// nothing may be used afterwards.
/// </remarks>
internal sealed class OverlayDisk(IDisk below) : IDisk, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OverlayFile.Content> _written = new(StringComparer.Ordinal); // guarded by _lock
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal); // guarded by _lock

    public string Location => below.Location;

    public string PathOf(string name) => below.PathOf(name);

    public IReadOnlyList<string> List()
    {
        lock (_lock) return [.. below.List().Where(name => !_gone.Contains(name)).Union(_written.Keys, StringComparer.Ordinal)];
    }

    public IFile Open(string name, FileOpening opening)
    {
        lock (_lock)
        {
            if (_written.TryGetValue(name, out OverlayFile.Content? content))
            {
                if (opening == FileOpening.Create) content.Replace(null);
                return new OverlayFile(content, PathOf(name));
            }

            if (opening == FileOpening.Create) return new OverlayFile(_written[name] = new OverlayFile.Content(null), PathOf(name));
            if (_gone.Contains(name)) throw new StoreNotFoundException($"Cannot open {PathOf(name)}: it does not exist.", PathOf(name));
            if (opening == FileOpening.Read) return below.Open(name, FileOpening.Read);
            return new OverlayFile(_written[name] = new OverlayFile.Content(below.Open(name, FileOpening.Read)), PathOf(name));
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            bool isOwn = _written.Remove(from, out OverlayFile.Content? content);
            _written[to] = isOwn ? content! : new OverlayFile.Content(below.Open(from, FileOpening.Read)); // taken out, so it is there
            _gone.Add(from);
            _gone.Remove(to);
        }
    }

    public void Delete(string name)
    {
        lock (_lock)
        {
            if (!_written.Remove(name) && _gone.Contains(name))
                throw new StoreNotFoundException($"Cannot delete {PathOf(name)}: it does not exist.", PathOf(name));
            _gone.Add(name);
        }
    }

    public void SyncDirectory()
    {
        // What is in memory only has nothing to sync.
    }

    public long FreeBytes() => below.FreeBytes();

    public long TotalBytes() => below.TotalBytes();

    public ulong IdentityOf(string name)
    {
        lock (_lock) return _written.TryGetValue(name, out OverlayFile.Content? content) ? content.Identity : below.IdentityOf(name);
    }

    public IDisposable? TryLock(string name) => below.TryLock(name);

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (OverlayFile.Content content in _written.Values) content.Replace(null);
        }
    }
}
