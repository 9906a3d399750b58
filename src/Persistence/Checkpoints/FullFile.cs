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
    /// <returns>What the file says.</returns>
    /// <exception cref="StoreException">The disk fails, or gives back other bytes than were written.</exception>
    internal static FullCheckpoint Write(IDisk disk, FullWriter writer, long revision)
    {
        string name = FileNames.Full(revision);
        string temporary = name + FileNames.NewSuffix;
        FullCheckpoint written;
        using (IFile file = disk.Open(temporary, FileOpening.Create))
        {
            for (int attempt = 0; ; attempt++)
            {
                var sink = new FileSink(file);
                bool isWhole = writer.TryWrite(sink, writer.DepthOf(attempt));
                sink.Flush();
                if (isWhole) break;
                file.SetLength(0);
            }

            file.Sync();
            file.DropCache();
            written = new FullReader(new FileSource(file), new DiscardingSink()).Read();
        }

        disk.Rename(temporary, name);
        disk.SyncDirectory();
        return written;
    }

    /// <summary>Reads a full checkpoint of a store into a sink.</summary>
    /// <param name="disk">The directory.</param>
    /// <param name="storeId">The store that it must be of.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="sink">Takes nodes and ids.</param>
    /// <exception cref="StoreDamagedException">The file is missing or damaged.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote it.</exception>
    internal static FullCheckpoint Read(IDisk disk, StoreId storeId, long revision, INodeSink sink)
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
            var reader = new FullReader(new FileSource(file), sink);
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
