using System.Text;

namespace BasisTrees.Persistence;

/// <summary>Creates and opens the files of a store, under its lock.</summary>
internal static class StoreDirectory
{
    /// <summary>Takes the store's lock.</summary>
    /// <exception cref="StoreLockedException">It is held.</exception>
    internal static IDisposable Lock(IDisk disk) =>
        disk.TryLock(FileNames.Lock) ?? throw new StoreLockedException(disk.PathOf(FileNames.Lock));

    /// <summary>Writes the files of an empty store. The definition gets its name last: without it the directory is no store.</summary>
    internal static void Create(IDisk disk, DefinitionFile definition)
    {
        IReadOnlyList<string> names = disk.List();
        if (names.Contains(FileNames.Definition, StringComparer.Ordinal)) throw new StoreExistsException(disk.Location);
        CheckNothingIsLost(disk, names);
        CheckNothingIsReplaced(disk, names);
        var start = new ChainPoint(0, 1, definition.Hash, new Prover(definition.Definition.Parameters).Digest);
        SealFile.Create(disk, new Seal(definition.StoreId, 0, 1, 1, LogFormat.SegmentHeaderLength, start.Hash));
        OperationLog.CreateSegment(disk, new SegmentHeader(definition.StoreId, 1, start));
        disk.SyncDirectory();
        using (IFile file = disk.Open(FileNames.Definition + FileNames.NewSuffix, FileOpening.Create))
        {
            file.WriteAt(0, definition.ToBytes());
            file.Sync();
        }

        disk.Rename(FileNames.Definition + FileNames.NewSuffix, FileNames.Definition);
        disk.SyncDirectory();
    }

    /// <summary>Opens a store: definition, seals, log, in this order.</summary>
    internal static OpenedStore Open(IDisk disk, StoreOptions options, TimeProvider time)
    {
        long began = time.GetTimestamp();
        IReadOnlyList<string> names = FindStore(disk);
        DefinitionFile definition = DefinitionFile.Read(disk);
        SealFile seals = SealFile.Open(disk, definition.StoreId, out Seal? seal);
        OperationLog? log = null;
        try
        {
            var prover = new Prover(definition.Definition.Parameters);
            var ids = new KeyIds(definition.Definition);
            var revisions = new RevisionIndex(new LogFiles(disk, definition.StoreId));
            var replay = new RecordReplay(definition, prover, ids, revisions);
            var recovery = new LogRecovery(disk, definition, replay, seal);
            LogEnd end = recovery.Run();
            foreach (string name in names.Where(IsLeftOver)) disk.Delete(name);
            log = new OperationLog(disk, definition.StoreId, options, end);
            seals.Append(log.SealOfEnd);
            var report = new RecoveryReport(
                recovery.CutBytes > 0 ? 1 : 0, recovery.Segments, replay.Chain.Revision, replay.Operations, log.TotalBytes,
                recovery.CutBytes, recovery.CutFile, recovery.RewrittenBytes, seal?.Revision, time.GetElapsedTime(began));
            return new OpenedStore(definition, log, seals, prover, ids, revisions, report);
        }
        catch
        {
            log?.Dispose();
            seals.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether there is a store, without leaving anything behind where there is none.</summary>
    /// <returns>The names of the files.</returns>
    /// <exception cref="StoreNotFoundException">There is none.</exception>
    internal static IReadOnlyList<string> FindStore(IDisk disk)
    {
        IReadOnlyList<string> names = disk.List();
        if (names.Contains(FileNames.Definition, StringComparer.Ordinal)) return names;
        CheckNothingIsLost(disk, names);
        throw NoStore(disk, names);
    }

    // What a creation that was cut off left behind got its name when it was whole; anything else of that name is somebody's.
    private static void CheckNothingIsReplaced(IDisk disk, IReadOnlyList<string> names)
    {
        if (names.Contains(FileNames.Seal, StringComparer.Ordinal)) CheckMagic(disk, FileNames.Seal, LogFormat.SealMagic);
        foreach (ulong number in FileNames.Segments(names)) CheckMagic(disk, FileNames.Segment(number), LogFormat.SegmentMagic);
    }

    private static void CheckMagic(IDisk disk, string name, ReadOnlySpan<byte> magic)
    {
        Span<byte> found = stackalloc byte[magic.Length];
        using IFile file = disk.Open(name, FileOpening.Read);
        bool isOurs = file.ReadLength() >= magic.Length && file.ReadAt(0, found) == magic.Length && found.SequenceEqual(magic);
        if (!isOurs) throw new StoreExistsException(disk.PathOf(name), Encoding.ASCII.GetString(magic));
    }

    // A creation that was cut off leaves at most an empty first segment. More than that without a definition is a store that lost it.
    private static void CheckNothingIsLost(IDisk disk, IReadOnlyList<string> names)
    {
        foreach (ulong number in FileNames.Segments(names))
        {
            using IFile file = disk.Open(FileNames.Segment(number), FileOpening.Read);
            if (number == 1 && file.ReadLength() <= LogFormat.SegmentHeaderLength) continue;
            throw new StoreDamagedException(
                disk.PathOf(FileNames.Definition), 0, $"the definition of the store was expected, for its log is there ({file.Path})");
        }
    }

    private static StoreNotFoundException NoStore(IDisk disk, IReadOnlyList<string> names)
    {
        bool isHalfCreated = names.Any(name => name is FileNames.Seal || IsLeftOver(name))
            || FileNames.Segments(names).Length > 0;
        string message = isHalfCreated
            ? $"The creation of a store in {disk.Location} was interrupted; create it again."
            : $"There is no store in {disk.Location}.";
        return new StoreNotFoundException(message, disk.Location);
    }

    private static bool IsLeftOver(string name) =>
        name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal)
        && name[..^FileNames.NewSuffix.Length] is var stem
        && (stem is FileNames.Definition or FileNames.Seal || FileNames.TryParseSegment(stem, out _));
}
