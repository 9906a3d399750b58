namespace BasisTrees.Persistence;

/// <summary>
/// A directory as it was at one moment, for reading while others go on working in it: its files of nodes, of notes and of checkpoints are
/// held open, so that they can be read to the end even if they are taken away meanwhile.
/// </summary>
/// <remarks>Any thread. Of other files the names are of that moment and the bytes of the present.</remarks>
internal sealed class PinnedDisk : IDisk, IDisposable
{
    // As long as a sweep takes away a file between listing and opening, there is another one in its place.
    private const int AttemptsMax = 1000;

    private readonly IDisk _below;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, IFile> _held = new(StringComparer.Ordinal);

    /// <summary>Pins a directory.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal PinnedDisk(IDisk below)
    {
        _below = below;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Pin();
                return;
            }
            catch (StoreNotFoundException) when (attempt < AttemptsMax)
            {
                Dispose();
            }
        }
    }

    public string Location => _below.Location;

    public string PathOf(string name) => _below.PathOf(name);

    public IReadOnlyList<string> List() => _names;

    public IFile Open(string name, FileOpening opening)
    {
        if (opening != FileOpening.Read) throw OnlyRead();
        return _held.TryGetValue(name, out IFile? held) ? new PinnedFile(held) : _below.Open(name, FileOpening.Read);
    }

    public void Rename(string from, string to) => throw OnlyRead();

    public void Delete(string name) => throw OnlyRead();

    public void SyncDirectory() => throw OnlyRead();

    public ulong IdentityOf(string name) => _below.IdentityOf(name);

    public long FreeBytes() => _below.FreeBytes();

    public long TotalBytes() => _below.TotalBytes();

    public IDisposable? TryLock(string name) => throw OnlyRead();

    public void Dispose()
    {
        foreach (IFile file in _held.Values) file.Dispose();
        _held.Clear();
        _names.Clear();
    }

    // The nodes first: a checkpoint that is still there afterwards was retained all the while, and with it every node that it needs.
    private void Pin()
    {
        IReadOnlyList<string> names = _below.List();
        foreach (string name in names)
        {
            bool isSwept = FileNames.TryParseNodes(name, out _) || FileNames.TryParseNotes(name, out _);
            if (isSwept) _held[name] = _below.Open(name, FileOpening.Read);
        }

        foreach (string name in names)
        {
            bool isHeld = FileNames.TryParseCheckpoint(name, out _) || FileNames.TryParseFull(name, out _)
                || name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal);
            if (!isHeld || TryHold(name)) _names.Add(name);
        }
    }

    private bool TryHold(string name)
    {
        try
        {
            _held[name] = _below.Open(name, FileOpening.Read);
            return true;
        }
        catch (StoreNotFoundException)
        {
            return false;
        }
    }

    private InvalidOperationException OnlyRead() => new($"{Location} is only read here.");
}
