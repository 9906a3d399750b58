namespace BasisTrees.Persistence;

/// <summary>Writes a revision as scrypto's manifest and subtrees, a file each, which other implementations read.</summary>
public static class ScryptoExport
{
    /// <summary>The subtree depth unless told otherwise: subtrees of up to 8,192 leaves.</summary>
    public const int SubtreeDepthDefault = 14;

    /// <summary>Writes the files <c>subtree-00000000</c> and so on, and last <c>manifest</c>, without which it is not whole.</summary>
    /// <param name="snapshot">The revision; it must live as long as the call.</param>
    /// <param name="target">A directory without such files.</param>
    /// <param name="subtreeDepth">scrypto's subtree depth, 0 to 91.</param>
    /// <returns>The number of subtrees.</returns>
    /// <exception cref="StoreException">
    /// Such files are there already, the manifest or a subtree is larger than 256 MiB, or the disk fails.
    /// </exception>
    public static int Write(StoreSnapshot snapshot, IDisk target, int subtreeDepth = SubtreeDepthDefault)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(target);
        if (target.List().FirstOrDefault(ScryptoFiles.IsOurs) is { } taken)
            throw StoreExistsException.Exported(target.PathOf(taken));
        var writer = new ManifestWriter(snapshot.Tree, subtreeDepth);
        var manifest = new ByteWriter();
        if (writer.WriteManifest(manifest) == ManifestWriting.TooLarge) throw TooLarge(target, ScryptoFiles.Manifest);
        var subtree = new ByteWriter();
        for (int i = 0; i < writer.SubtreeCount; i++)
        {
            subtree.Clear();
            if (writer.WriteSubtree(subtree, out _) == ManifestWriting.TooLarge) throw TooLarge(target, ScryptoFiles.Subtree(i));
            Write(target, ScryptoFiles.Subtree(i), subtree.Written);
        }

        target.SyncDirectory();
        Write(target, ScryptoFiles.Manifest + FileNames.NewSuffix, manifest.Written);
        target.Rename(ScryptoFiles.Manifest + FileNames.NewSuffix, ScryptoFiles.Manifest);
        target.SyncDirectory();
        return writer.SubtreeCount;
    }

    private static void Write(IDisk target, string name, ReadOnlySpan<byte> bytes)
    {
        using IFile file = target.Open(name, FileOpening.Create);
        file.WriteAt(0, bytes);
        file.Sync();
    }

    private static StoreException TooLarge(IDisk target, string name) => new(
        $"{target.PathOf(name)} would have more than {ManifestWriter.BytesMaxDefault} bytes: choose another subtree depth.",
        target.PathOf(name));
}
