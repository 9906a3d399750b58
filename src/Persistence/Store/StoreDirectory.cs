using System.Text;

namespace BasisTrees.Persistence;

/// <summary>Creates and opens the files of a store, under its lock.</summary>
internal static class StoreDirectory
{
    /// <summary>Takes the store's lock.</summary>
    /// <exception cref="StoreLockedException">It is held.</exception>
    internal static IDisposable Lock(IDisk disk) =>
        disk.TryLock(FileNames.Lock) ?? throw new StoreLockedException(disk.PathOf(FileNames.Lock));

    /// <summary>Takes the lock and creates a store.</summary>
    internal static void Found(IDisk disk, StoreDefinition definition, StoreId storeId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(definition);
        using IDisposable held = Lock(disk);
        Create(disk, new DefinitionFile(storeId, definition), time);
    }

    /// <summary>Writes the files of an empty store. The definition gets its name last: without it the directory is no store.</summary>
    internal static void Create(IDisk disk, DefinitionFile definition, TimeProvider time)
    {
        IReadOnlyList<string> names = disk.List();
        if (names.Contains(FileNames.Definition, StringComparer.Ordinal)) throw new StoreExistsException(disk.Location);
        CheckNothingIsLost(disk, names);
        CheckNothingIsReplaced(disk, names);
        var start = new ChainPoint(0, 1, definition.Hash, new Prover(definition.Definition.Parameters).Digest);
        SealFile.Create(disk, new Seal(definition.StoreId, 0, 1, 1, LogFormat.SegmentHeaderLength, start.Hash));
        OperationLog.CreateSegment(disk, new SegmentHeader(definition.StoreId, 1, start));
        IncarnationFile.Begin(
            disk, definition, null, new IncarnationStart(IncarnationOrigin.Created, 0, start.Digest, 0, time.GetUtcNow()));
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
        RebuildSwap.Complete(disk);
        DefinitionFile definition = DefinitionFile.Read(disk);
        ErasingFile.Complete(disk, definition.StoreId);
        CheckDefinition(disk, definition);
        IncarnationFile? known = IncarnationFile.Read(disk, definition);
        var space = new SpaceGuard(disk, options, time);
        SealFile seals = SealFile.Open(disk, definition.StoreId, out Seal? seal);
        OperationLog? log = null;
        RecoveredStore? recovered = null;
        NoteStore? notes = null;
        try
        {
            recovered = new RecoveryLadder(disk, definition, options, time, seal, space).Run();
            LogEnd end = recovered.Climb.End;
            Digest empty = new Prover(definition.Definition.Parameters).Digest;
            options.ExpectAtLeast?.Check(end.Chain, empty, recovered.Climb.Tree.Revisions, disk.Location);
            var noteRecovery = new NoteRecovery(disk, definition, options, recovered.Climb);
            notes = noteRecovery.Run();
            foreach (string name in disk.List().Where(IsLeftOver)) disk.Delete(name);
            OpenedIncarnation incarnation = OpenedIncarnation.Continue(disk, definition, known, end, time, space);
            log = new OperationLog(disk, definition.StoreId, options, space, end with { Incarnation = incarnation.Number })
            {
                CheckpointRevision = recovered.Climb.Checkpoint?.Revision ?? 0,
            };
            seals.Append(log.SealOfEnd);
            space.Begin();
            RecoveryReport report = recovered.Report with { Evidence = [.. recovered.Report.Evidence, .. noteRecovery.Evidence] };
            IEnumerable<string> aside = disk.List().Where(FileNames.IsBad).Except(names, StringComparer.Ordinal).Select(disk.PathOf);
            report = report with { SetAside = [.. aside.Where(path => path != report.CutFile)], Elapsed = time.GetElapsedTime(began) };
            RecoveryFile.Append(disk, report, time.GetUtcNow());
            StoreSource.Note(
                StoreSource.Recovery, report.Elapsed, definition.Definition.TreeId, report.Revision,
                ("basis.tier", report.Tier), ("basis.operations", report.Operations));
            return new OpenedStore(definition, log, seals, recovered, space, incarnation, report)
            {
                Notes = notes,
                Eraser = noteRecovery.Eraser,
            };
        }
        catch
        {
            log?.Dispose();
            notes?.Dispose();
            recovered?.Nodes?.Dispose();
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

    // The log begins with the hash of the definition, which nobody reads again where a checkpoint stands. A beginning that is damaged or
    // of another store is told of by whoever reads the log; that of a restored store is in the middle of the history.
    private static void CheckDefinition(IDisk disk, DefinitionFile definition)
    {
        var files = new LogFiles(disk, definition.StoreId);
        if (!files.Numbers().Contains(1ul)) return; // archived somewhere else, or missed by whoever reads the log
        using IFile file = files.Open(1);
        Span<byte> bytes = stackalloc byte[LogFormat.SegmentHeaderLength];
        bool isHeader = SegmentHeader.Read(bytes[..file.ReadAt(0, bytes)], out SegmentHeader header) is null;
        bool isBeginning = isHeader && header.StoreId == definition.StoreId && header is { Number: 1, Start.Revision: 0 };
        if (!isBeginning || header.Start.Hash == definition.Hash) return;
        string path = disk.PathOf(FileNames.Definition);
        throw new StoreDamagedException(path, 0, $"the definition was expected with which the log begins ({file.Path})");
    }

    private static void CheckReserve(IDisk disk)
    {
        using IFile file = disk.Open(FileNames.Reserve, FileOpening.Read);
        if (!ReserveFile.IsOurs(file))
            throw new StoreExistsException(disk.PathOf(FileNames.Reserve), Encoding.ASCII.GetString(LogFormat.ReserveMagic));
    }

    // What a creation that was cut off left behind got its name when it was whole; anything else of that name is somebody's.
    private static void CheckNothingIsReplaced(IDisk disk, IReadOnlyList<string> names)
    {
        if (names.Contains(FileNames.Seal, StringComparer.Ordinal)) CheckMagic(disk, FileNames.Seal, LogFormat.SealMagic);
        if (names.Contains(FileNames.Incarnation, StringComparer.Ordinal))
            CheckMagic(disk, FileNames.Incarnation, LogFormat.IncarnationMagic);
        if (names.Contains(FileNames.Reserve, StringComparer.Ordinal)) CheckReserve(disk);
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
        bool isHalfCreated = names.Any(name => name is FileNames.Seal or FileNames.Incarnation || IsLeftOver(name))
            || FileNames.Segments(names).Length > 0;
        string message = isHalfCreated
            ? $"The creation of a store in {disk.Location} was interrupted; create it again."
            : $"There is no store in {disk.Location}.";
        return new StoreNotFoundException(message, disk.Location);
    }

    // Of a rebuild that was cut off before it took its place, all files are.
    private static bool IsLeftOver(string name)
    {
        if (RebuildDisk.IsOfRebuild(name)) return true;
        if (!name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal)) return false;
        string stem = name[..^FileNames.NewSuffix.Length];
        return stem is FileNames.Definition or FileNames.Seal or FileNames.Incarnation or FileNames.Suspect or FileNames.Rebuild
            or FileNames.Erasing or FileNames.Intent
            || FileNames.TryParseSegment(stem, out _) || FileNames.Archives([stem]).Length > 0
            || FileNames.TryParseCheckpoint(stem, out _) || FileNames.TryParseFull(stem, out _);
    }
}
