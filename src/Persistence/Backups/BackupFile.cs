namespace BasisTrees.Persistence;

/// <summary>The files of a backup set: a piece has its name only once it is synced and was read again.</summary>
internal static class BackupFile
{
    /// <summary>Writes what a piece holds.</summary>
    /// <param name="sink">Takes it.</param>
    /// <param name="attempt">0 at first, one more each time.</param>
    /// <returns>False if it has to be written again from the beginning.</returns>
    internal delegate bool Body(BackupSink sink, int attempt);

    /// <summary>Reads the headers of the pieces in a directory, each checked against the one before.</summary>
    /// <exception cref="StoreDamagedException">A piece is missing, of another store, or does not continue the one before.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote a piece.</exception>
    internal static List<BackupPiece> List(IDisk disk)
    {
        var pieces = new List<BackupPiece>();
        foreach (ulong number in FileNames.Backups(disk.List()))
        {
            using IFile file = disk.Open(FileNames.Backup(number), FileOpening.Read);
            BackupHeader header = ReadHeader(file);
            if (header.Number != number)
                throw new StoreDamagedException(file.Path, 36, $"piece {number} was expected, not {header.Number}");
            if (pieces.Count > 0) CheckFollows(disk, pieces[^1].Header, header, file.Path);
            else if (header.Kind != BackupKind.Full)
                throw new StoreDamagedException(file.Path, 32, "a full backup was expected as the first piece that is there");
            pieces.Add(new BackupPiece(header, file.Path, file.ReadLength()));
        }

        return pieces;
    }

    /// <summary>Writes a piece.</summary>
    /// <param name="disk">The directory of the set.</param>
    /// <param name="header">Its header, without a cipher.</param>
    /// <param name="key">The key to encrypt it with, or null.</param>
    /// <param name="write">Writes what it holds.</param>
    /// <exception cref="StoreException">The disk fails, or gives back other bytes than were written.</exception>
    internal static BackupPiece Write(IDisk disk, BackupHeader header, BackupKey? key, Body write)
    {
        string name = FileNames.Backup(header.Number);
        BackupPiece written;
        using (IFile file = disk.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            BackupHeader encrypted = header.EncryptedWith(key);
            long length = 0;
            for (int attempt = 0; !TryWrite(file, encrypted, key, write, attempt, ref length); attempt++)
            {
                // Another salt makes another key: no two texts may ever be encrypted with one key and the same numbers.
                file.SetLength(0);
                encrypted = header.EncryptedWith(key);
            }

            file.Sync();
            file.DropCache();
            written = new BackupPiece(encrypted, disk.PathOf(name), length);
            Check(file, encrypted, key);
        }

        disk.Rename(name + FileNames.NewSuffix, name);
        disk.SyncDirectory();
        return written;
    }

    /// <summary>Opens a piece and checks that its header is the one that was read before.</summary>
    /// <exception cref="StoreException">The file has changed, or the disk fails.</exception>
    internal static IFile Open(IDisk disk, BackupPiece piece)
    {
        IFile file = disk.Open(FileNames.Backup(piece.Header.Number), FileOpening.Read);
        try
        {
            if (ReadHeader(file).ToBytes().AsSpan().SequenceEqual(piece.Header.ToBytes())) return file;
            throw new StoreDamagedException(file.Path, 0, "the header was expected that was read when the backup was opened");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a piece to its end and checks all that can be checked without the pieces before it.</summary>
    internal static void Check(IFile file, BackupHeader header, BackupKey? key)
    {
        using var source = new BackupSource(file, header, key);
        if (header.Kind == BackupKind.Full)
        {
            FullCheckpoint full = new FullReader(source, new DiscardingSink()).Read();
            CheckFull(full, header, file.Path);
        }
        else
        {
            var reader = new BackupRecords(source, header);
            while (reader.TryNext(out _, out _))
            {
                // Reading is the check.
            }
        }

        source.ExpectEnd();
    }

    /// <summary>Reads a full piece to its end without keeping it.</summary>
    /// <exception cref="StoreException">It is damaged, or the disk fails.</exception>
    internal static FullCheckpoint CheckFull(IDisk disk, BackupPiece piece, BackupKey? key)
    {
        using IFile file = Open(disk, piece);
        using var source = new BackupSource(file, piece.Header, key);
        FullCheckpoint full = new FullReader(source, new DiscardingSink()).Read();
        CheckFull(full, piece.Header, file.Path);
        source.ExpectEnd();
        return full;
    }

    /// <summary>Compares a full checkpoint with the header of its piece.</summary>
    /// <exception cref="StoreDamagedException">They are of two revisions or stores.</exception>
    internal static void CheckFull(FullCheckpoint full, BackupHeader header, string path)
    {
        FullState state = full.State;
        bool belongs = state.Definition.StoreId == header.StoreId && state.Chain == header.To.Chain
            && state.RecordUnixNanoseconds == header.To.UnixNanoseconds && state.Incarnation == header.Incarnation;
        if (!belongs) throw new StoreDamagedException(path, 16, "the revision of the full checkpoint inside was expected");
    }

    private static bool TryWrite(IFile file, BackupHeader header, BackupKey? key, Body write, int attempt, ref long length)
    {
        using var sink = new BackupSink(file, header, key);
        if (!write(sink, attempt)) return false;
        length = sink.Finish();
        return true;
    }

    private static BackupHeader ReadHeader(IFile file)
    {
        byte[] bytes = new byte[BackupFormat.BackupHeaderLength];
        int read = file.ReadAt(0, bytes);
        return BackupHeader.Read(bytes.AsSpan(0, read), file.Path);
    }

    private static void CheckFollows(IDisk disk, BackupHeader before, BackupHeader header, string path)
    {
        if (header.Number != before.Number + 1)
        {
            throw new StoreDamagedException(
                disk.PathOf(FileNames.Backup(before.Number + 1)), 0, "this piece of the backup was expected, and the file is missing");
        }

        if (header.StoreId != before.StoreId)
            throw new StoreDamagedException(path, 16, $"a piece of store {before.StoreId} was expected, not of {header.StoreId}");
        if (header.From == before.To) return;
        long revision = before.To.Chain.Revision;
        string expected = header.From.Chain.Revision == revision
            ? $"a piece that continues the record {before.To.Chain.Hash} of revision {revision} was expected, and it continues another"
            : $"a piece that continues revision {revision} was expected, not one that continues {header.From.Chain.Revision}";
        throw new StoreDamagedException(path, 44, expected);
    }
}
