namespace BasisTrees.Persistence;

/// <summary>
/// The directory of a store as the engine of nodes sees it that keeps notes: the files <c>notes-*</c> stand there as <c>nodes-*</c>, and
/// nothing else is there.
/// </summary>
/// <remarks>Any thread. Messages name the files as they are called.</remarks>
internal sealed class NoteDisk(IDisk below) : IDisk
{
    public string Location => below.Location;

    public string PathOf(string name) => below.PathOf(Below(name));

    public IReadOnlyList<string> List() => [.. below.List().Select(FileNames.NotesAsNodes).OfType<string>()];

    public IFile Open(string name, FileOpening opening) => below.Open(Below(name), opening);

    public void Rename(string from, string to) => below.Rename(Below(from), Below(to));

    public void Delete(string name) => below.Delete(Below(name));

    public void SyncDirectory() => below.SyncDirectory();

    public ulong IdentityOf(string name) => below.IdentityOf(Below(name));

    public long FreeBytes() => below.FreeBytes();

    public long TotalBytes() => below.TotalBytes();

    public IDisposable? TryLock(string name) => throw new NotSupportedException("The lock is the store's.");

    private static string Below(string name) =>
        FileNames.NodesAsNotes(name) ?? throw new ArgumentException("The name of a file of nodes was expected.", nameof(name));
}
