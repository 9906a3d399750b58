namespace BasisTrees.Persistence;

/// <summary>One check of a store from beginning to end; it reads and changes nothing.</summary>
internal sealed class FsckRun
{
    private readonly IDisk _disk;
    private readonly StoreOptions _options;
    private readonly FsckOptions _check;
    private readonly TimeProvider _time;
    private readonly FsckBound? _bound;
    private readonly FsckFindings _findings;
    private readonly List<RecoveryStep> _steps = [];

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How the store is opened.</param>
    /// <param name="check">How far to go.</param>
    /// <param name="time">Measures the steps.</param>
    /// <param name="bound">Up to where to look while the store is in use; null if nobody else works on it.</param>
    internal FsckRun(IDisk disk, StoreOptions options, FsckOptions check, TimeProvider time, FsckBound? bound)
    {
        _disk = disk;
        _options = options;
        _check = check;
        _time = time;
        _bound = bound;
        _findings = new FsckFindings(check.FindingsMax);
    }

    /// <summary>Whether the store is looked at as it will be once a rebuild is completed that was cut off.</summary>
    internal bool IsUnfinished { get; init; }

    private long RevisionMax => _bound?.Revision ?? long.MaxValue;

    private long CheckpointMax => _bound?.Checkpoint ?? long.MaxValue;

    /// <summary>Checks everything.</summary>
    internal FsckReport Run()
    {
        DefinitionFile? definition = ReadDefinition();
        StoreId? storeId = definition?.StoreId ?? FindStoreId();
        IReadOnlyList<FoundSeal> seals = new SealCheck(_disk, _findings).Read(storeId);
        var checkpoints = new CheckpointCheck(_disk, _findings);
        if (storeId is { } id) checkpoints.Read(id, CheckpointMax);
        NodeCheck? nodes = definition is null ? null : new NodeCheck(_disk, definition, _options, _findings);
        NoteCheck? notes = definition is null ? null : new NoteCheck(_disk, definition, _options, _findings);
        if (nodes is not null)
        {
            var files = new NodeFileCheck(_disk, definition!, _findings); // there is one, or there were no check of nodes
            Timed("trees of checkpoints and records of nodes read", () => ReadNodes(nodes, checkpoints));
            if (checkpoints.Found.Count > 0) Timed("notes read", () => notes!.Run(checkpoints.Found[0])); // it is there like the nodes
            Timed("files of nodes compared with their indexes", () => files.Run(_options.RecoveryParallelism));
        }

        var points = new HashSet<long>([
            .. seals.Select(seal => seal.Seal.Revision), .. checkpoints.Found.Select(found => found.Revision),
            .. FileNames.Fulls(_disk.List()).Select(revision => (long)revision)]);
        var room = new LogCheckRoom(new LogFiles(_disk, storeId ?? default), definition, _findings, seals, RevisionMax, points);
        var log = new LogCheck(_disk, room, checkpoints.LogFloor, _options.RecoveryParallelism);
        Timed("log read", log.Run);
        checkpoints.Compare(log, seals, CheckpointMax);
        if (definition is not null) IncarnationCheck.Run(_disk, definition, LastOf(log)?.Incarnation ?? 0, _findings);
        FullCheck? fulls = definition is null ? null : new FullCheck(_disk, definition, _findings);
        if (fulls is not null) Timed("full checkpoints read", () => fulls.Run(log, RevisionMax));
        long replayed = 0;
        if (_check.IsDeep && definition is not null)
        {
            var deep = new DeepCheck(_disk, definition, _options, _check, _findings);
            Timed("log replayed", () => replayed = deep.Run(log, checkpoints.Found, RevisionMax));
        }

        NoteTheRest(definition);
        return Report(log, nodes, fulls?.Read ?? 0, replayed) with { NoteRecords = notes?.Records ?? 0 };
    }

    private DefinitionFile? ReadDefinition()
    {
        try
        {
            return DefinitionFile.Read(_disk);
        }
        catch (StoreNotFoundException)
        {
            _findings.Add(FsckKind.Definition, _disk.PathOf(FileNames.Definition), 0,
                "the definition of the store was expected, and the file is missing");
        }
        catch (StoreException failure)
        {
            _findings.Add(FsckKind.Definition, failure, _disk.PathOf(FileNames.Definition));
        }

        return null;
    }

    // Without the definition the log says whose it is; of frames and the chain all can be checked then, of keys and nodes nothing.
    private StoreId? FindStoreId()
    {
        foreach (ulong number in FileNames.Segments(_disk.List()))
        {
            try
            {
                using IFile file = _disk.Open(FileNames.Segment(number), FileOpening.Read);
                byte[] bytes = new byte[LogFormat.SegmentHeaderLength];
                if (SegmentHeader.Read(bytes.AsSpan(0, file.ReadAt(0, bytes)), out SegmentHeader header) is null) return header.StoreId;
            }
            catch (StoreException)
            {
                // The check of the log meets it again.
            }
        }

        return null;
    }

    private static void ReadNodes(NodeCheck nodes, CheckpointCheck checkpoints)
    {
        foreach (Checkpoint checkpoint in checkpoints.Found) nodes.ReadTree(checkpoint);
        if (checkpoints.Found.Count > 0) nodes.ReadRecords(checkpoints.Found[0]);
    }

    private void NoteTheRest(DefinitionFile? definition)
    {
        if (definition is null)
        {
            _findings.Add(FsckKind.Unchecked, _disk.PathOf(FileNames.Definition), 0,
                "keys, values, ids and nodes were not checked, for without the definition nothing says what they may be");
        }

        if (IsUnfinished)
        {
            _findings.Add(FsckKind.Unfinished, _disk.PathOf(FileNames.Rebuild), 0,
                "a rebuild was cut off when all was made, and is looked at as it will be: opening the store completes it");
        }

        if (SuspectFile.TryRead(_disk, out string? reason))
            _findings.Add(FsckKind.Suspicion, _disk.PathOf(FileNames.Suspect), 0, $"an open store met this: {reason.TrimEnd('.')}");
    }

    private FsckReport Report(LogCheck log, NodeCheck? nodes, int fulls, long replayed)
    {
        ChainPoint? end = LastOf(log)?.Chain ?? log.End;
        return new FsckReport
        {
            Findings = _findings.Faults(),
            FindingCount = _findings.FaultCount,
            Notes = _findings.Notes(),
            Leftovers = [.. _disk.List().Where(IsLeftover).Order(StringComparer.Ordinal)],
            IsOnline = _bound is not null,
            Revision = end?.Revision ?? 0,
            Digest = end?.Digest ?? default,
            Segments = log.Segments.Length,
            Records = log.Segments.Sum(segment => segment.Records),
            Operations = log.Segments.Sum(segment => segment.Operations),
            Replayed = replayed,
            Checkpoints = nodes?.Checkpoints ?? 0,
            FullCheckpoints = fulls,
            Nodes = nodes?.Nodes ?? 0,
            NodeRecords = nodes?.Records ?? 0,
            GarbageRecords = nodes?.GarbageRecords ?? 0,
            GarbageBytes = nodes?.GarbageBytes ?? 0,
            Steps = _steps,
        };
    }

    private static LogPoint? LastOf(LogCheck log) => log.Segments.Select(segment => segment.Last).LastOrDefault(point => point is not null);

    private static bool IsLeftover(string name)
    {
        string stem = name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal) ? name[..^FileNames.IndexSuffix.Length] : name;
        bool isRecord = FileNames.TryParseNodes(stem, out _) || FileNames.TryParseNotes(stem, out _);
        return !(FileNames.IsStores(name) || isRecord || name is FileNames.Suspect or FileNames.Recovery);
    }

    private void Timed(string what, Action step)
    {
        long began = _time.GetTimestamp();
        step();
        _steps.Add(new RecoveryStep(what, _time.GetElapsedTime(began)));
    }
}
