namespace BasisTrees.Persistence;

/// <summary>
/// Goes the ways back that recovery has, as far as a check finds faults: nothing is deleted, what is damaged gets another name, and
/// afterwards the store is checked again.
/// </summary>
internal sealed class StoreRepair
{
    private readonly IDisk _disk;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<FsckReport> _check;
    private readonly List<string> _setAside = [];
    private readonly List<RecoveryReport> _recoveries = [];

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="options">How the store is opened, and where copies are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="check">Checks the store, under its lock.</param>
    internal StoreRepair(IDisk disk, StoreOptions options, TimeProvider time, Func<FsckReport> check)
    {
        _disk = disk;
        _options = options;
        _time = time;
        _check = check;
    }

    /// <summary>Checks, repairs and checks again.</summary>
    internal FsckRepair Run()
    {
        FsckReport before = _check();
        if (before.IsClean && !before.Notes.Any(note => note.Kind is FsckKind.Suspicion or FsckKind.TornTail or FsckKind.Unfinished))
            return new FsckRepair(before, [], [], null, before);
        StoreException? failure = null;
        FsckReport after = before;
        try
        {
            using (StoreDirectory.Lock(_disk)) Prepare(before);
            _recoveries.Add(TreeStore.Recover(_disk, _options, time: _time));
            after = _check();

            // What only older checkpoints need, or nothing needs, is not on the way of an ordinary recovery: all nodes are made anew.
            if (after.Findings.Any(IsOfNodes))
            {
                _recoveries.Add(TreeStore.Recover(_disk, _options with { RecoveryTierMin = 3 }, time: _time));
                after = _check();
            }
        }
        catch (StoreException cause)
        {
            failure = cause;
            after = _check();
        }

        return new FsckRepair(before, _recoveries, _setAside, failure, after);
    }

    private static bool IsOfNodes(FsckFinding finding) =>
        finding.Kind is FsckKind.Checkpoint or FsckKind.NodeFile or FsckKind.NodeRecord or FsckKind.Tree or FsckKind.Id
            or FsckKind.Tombstone or FsckKind.NoteRecord;

    private void Prepare(FsckReport before)
    {
        DefinitionFile definition = DefinitionFile.Read(_disk);
        RestoreLog(definition, before);
        foreach (FsckFinding finding in before.Findings)
        {
            // A checkpoint that contradicts the log is not to be chosen; of the others nothing depends on the file.
            if (finding.Kind is FsckKind.Checkpoint or FsckKind.FullCheckpoint or FsckKind.NodeIndex) PutAside(finding.File);
        }

        PutForeignAside(() => SealFile.Open(_disk, definition.StoreId, out _).Dispose());
        PutForeignAside(() => IncarnationFile.Read(_disk, definition));
        PutForeignAside(() => SegmentNodeStore.Open(
            _disk, definition.StoreId, _options.NodeSegmentBytes, new NodeVerifier(definition.Definition)).Dispose());
        PutForeignAside(() => NoteStore.OpenRecords(_disk, definition, _options.NodeSegmentBytes).Dispose());
        if (before.Findings.FirstOrDefault(IsOfNodes) is { } first) SuspectFile.TryWrite(_disk, $"A check found this: {first}");
    }

    // Those segments too that opening does not read.
    private void RestoreLog(DefinitionFile definition, FsckReport before)
    {
        foreach (ulong number in NumbersOf(before)) new NoteMending(_disk, definition).TryMend(number);
        if (_options.LogRestoration is not { } copy) return;
        Seal? seal;
        try
        {
            using SealFile seals = SealFile.Open(_disk, definition.StoreId, out seal);
        }
        catch (StoreDamagedException)
        {
            seal = null; // another store's
        }

        var restoration = new SegmentRestoration(_disk, definition.StoreId, copy, seal);
        foreach (ulong number in NumbersOf(before)) restoration.TryRestore(number);
        _setAside.AddRange(restoration.SetAside);
    }

    private static IEnumerable<ulong> NumbersOf(FsckReport report) => report.Findings
        .Where(finding => finding.Kind is FsckKind.Segment or FsckKind.Frame or FsckKind.Record or FsckKind.Chain or FsckKind.Id)
        .SelectMany(finding => NumbersOf(finding.File)).Distinct().OrderDescending();

    // A segment that does not begin where the one before ends may be at fault or follow one that is.
    private static IEnumerable<ulong> NumbersOf(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        bool isSegment = FileNames.TryParseSegment(name, out ulong number) || FileNames.Archives([name]) is [_];
        if (!isSegment) return [];
        if (number == 0) number = FileNames.Archives([name])[0];
        return number > 1 ? [number, number - 1] : [number];
    }

    private void PutForeignAside(Action open)
    {
        while (true)
        {
            try
            {
                open();
                return;
            }
            catch (StoreDamagedException damage) when (damage.File is { } file && PutAside(file))
            {
                // What stood in the way has another name; perhaps there is more.
            }
        }
    }

    private bool PutAside(string path)
    {
        IReadOnlyList<string> names = _disk.List();
        string? name = names.FirstOrDefault(name => _disk.PathOf(name) == path);
        if (name is null) return false;
        string kept = FileNames.NextBad(name, names);
        _disk.Rename(name, kept);
        _disk.SyncDirectory();
        _setAside.Add(_disk.PathOf(kept));
        return true;
    }
}
