namespace BasisTrees.Persistence;

/// <summary>Restores nodes out of a directory with another copy of the store, such as a backup; nothing in it is changed.</summary>
/// <remarks>Any thread asks. The copy may be older, and may even be another store's: what hashes to the label is right.</remarks>
public sealed class DirectoryRestoration : INodeRestoration, IDisposable
{
    private readonly SegmentNodeStore _copy;

    private DirectoryRestoration(SegmentNodeStore copy) => _copy = copy;

    /// <summary>Opens a copy.</summary>
    /// <param name="disk">The directory; nothing in it is changed.</param>
    /// <param name="definition">What the store is for: it tells how nodes and ids are hashed.</param>
    /// <exception cref="StoreException">The directory cannot be read, or a segment in it is not what its name says.</exception>
    public static DirectoryRestoration Open(IDisk disk, StoreDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(definition);
        return new DirectoryRestoration(SegmentNodeStore.OpenCopy(disk, new NodeVerifier(definition)));
    }

    /// <inheritdoc/>
    public bool TryRestore(in Label label, ref byte[] buffer, out int length)
    {
        bool isFound = _copy.TryRead(label, NodePlace.Unknown, ref buffer, out NodeRecord record) == NodeReading.Found;
        length = isFound ? record.Length : 0;
        return isFound;
    }

    /// <inheritdoc/>
    public void Dispose() => _copy.Dispose();
}
