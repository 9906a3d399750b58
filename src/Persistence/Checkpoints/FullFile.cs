namespace BasisTrees.Persistence;

/// <summary>The files of full checkpoints in the directory of a store, one for each revision.</summary>
internal static class FullFile
{
    /// <summary>
    /// Writes a full checkpoint. It has its name only once it is synced and was read again, so a file of that name was whole once.
    /// </summary>
    /// <param name="disk">The directory.</param>
    /// <param name="writer">The revision.</param>
    /// <param name="revision">Its number.</param>
    /// <param name="space">Knows whether there is room; null where that is not asked.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="StoreFullException">There is no room.</exception>
    /// <exception cref="StoreException">The disk fails, or gives back other bytes than were written.</exception>
    internal static FullCheckpoint Write(IDisk disk, FullWriter writer, long revision, SpaceGuard? space = null)
    {
        string name = FileNames.Full(revision);
        string temporary = name + FileNames.NewSuffix;
        try
        {
            FullCheckpoint written;
            using (IFile file = disk.Open(temporary, FileOpening.Create)) written = Write(file, writer, space);
            disk.Rename(temporary, name);
            disk.SyncDirectory();
            return written;
        }
        catch (StoreException)
        {
            TryDelete(disk, temporary);
            throw;
        }
    }

    private static FullCheckpoint Write(IFile file, FullWriter writer, SpaceGuard? space)
    {
        for (int attempt = 0; ; attempt++)
        {
            var sink = new FileSink(file);
            IByteSink taker = space is null ? sink : new SpacedSink(sink, space, file.Path);
            bool isWhole = writer.TryWrite(taker, writer.DepthOf(attempt));
            sink.Flush();
            if (isWhole) break;
            file.SetLength(0);
        }

        file.Sync();
        file.DropCache();
        return new FullReader(new FileSource(file), new DiscardingSink()).Read();
    }

    // What was begun is worth nothing and takes room; where it cannot be deleted, the next opening does it.
    private static void TryDelete(IDisk disk, string name)
    {
        try
        {
            if (disk.List().Contains(name, StringComparer.Ordinal)) disk.Delete(name);
        }
        catch (StoreException)
        {
            // The failure before is the one to be told.
        }
    }

    /// <summary>Reads a full checkpoint of a store into a sink.</summary>
    /// <param name="disk">The directory.</param>
    /// <param name="storeId">The store that it must be of.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="sink">Takes nodes and ids.</param>
    /// <param name="notes">Takes the notes, or null.</param>
    /// <exception cref="StoreDamagedException">The file is missing or damaged.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote it.</exception>
    internal static FullCheckpoint Read(IDisk disk, StoreId storeId, long revision, INodeSink sink, Action<MappedNote>? notes = null)
    {
        string name = FileNames.Full(revision);
        IFile file;
        try
        {
            file = disk.Open(name, FileOpening.Read);
        }
        catch (StoreNotFoundException)
        {
            throw new StoreDamagedException(disk.PathOf(name), 0, "this full checkpoint was expected, and the file is missing");
        }

        using (file)
        {
            var reader = new FullReader(new FileSource(file), sink) { Notes = notes };
            if (reader.Header.StoreId != storeId)
            {
                throw new StoreDamagedException(
                    file.Path, 16, $"a full checkpoint of store {storeId} was expected, not of {reader.Header.StoreId}");
            }

            if (reader.Header.Revision != revision)
                throw new StoreDamagedException(file.Path, 32, $"revision {revision} was expected, not {reader.Header.Revision}");
            return reader.Read();
        }
    }
}
