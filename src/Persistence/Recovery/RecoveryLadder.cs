namespace BasisTrees.Persistence;

/// <summary>
/// The ways back to the tree of the last acknowledged batch, the shortest first: the newest checkpoint and the log after it, older
/// checkpoints and more of the log, the whole log. What cannot be used is noted, with the reason, and the next way is tried.
/// </summary>
/// <remarks>
/// Used by opening, by <c>basis recover</c> and by drills alike. The log after the checkpoint is needed on every way: where it is damaged,
/// no older checkpoint helps, and opening ends with file and offset.
/// </remarks>
internal sealed class RecoveryLadder
{
    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Seal? _seal;
    private readonly SpaceGuard _space;
    private readonly List<string> _evidence = [];
    private readonly List<string> _unusable = [];
    private readonly List<string> _restored = [];
    private readonly List<RecoveryStep> _steps = [];
    private readonly SegmentRestoration? _restoration;
    private readonly NoteMending _mending;
    private readonly int _lowestTier;
    private readonly bool _isSuspect;
    private long _validated;

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory, its lock held.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="options">How it is to be opened.</param>
    /// <param name="time">Measures the steps.</param>
    /// <param name="seal">The newest seal, or null.</param>
    /// <param name="space">Gives room where a full disk stands in the way.</param>
    internal RecoveryLadder(IDisk disk, DefinitionFile definition, StoreOptions options, TimeProvider time, Seal? seal, SpaceGuard space)
    {
        _space = space;
        _disk = disk;
        _definition = definition;
        _options = options;
        _time = time;
        _seal = seal;
        _lowestTier = options.RecoveryTierMin;
        _mending = new NoteMending(disk, definition);
        if (options.LogRestoration is { } copy) _restoration = new SegmentRestoration(disk, definition.StoreId, copy, seal);
        _isSuspect = SuspectFile.TryRead(disk, out string? reason);
        if (_isSuspect) _evidence.Add(reason!); // there is a reason where there is a file
    }

    /// <summary>Climbs down until the tree is there.</summary>
    /// <exception cref="StoreDamagedException">The log is damaged, or no way is left.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the store.</exception>
    internal RecoveredStore Run()
    {
        if (_options.NodeEngine == NodeEngine.Memory) return Finish(FromLogInMemory());
        IReadOnlyList<long> revisions = CheckpointFile.Revisions(_disk.List());
        NoteMissing(revisions);
        bool isNewest = true;
        foreach (long revision in revisions)
        {
            bool isSkipped = (_lowestTier == 2 && isNewest) || _lowestTier > 2;
            isNewest = false;
            if (!isSkipped && TryFromCheckpoint(revision) is { } climb) return Finish(climb);
            if (isSkipped) PassOver(revision, $"The checkpoint of revision {revision} was passed over, as asked.");
        }

        return Finish(FromLog());
    }

    // A checkpoint gets its name before any seal names it, and no older one goes before it stands.
    private void NoteMissing(IReadOnlyList<long> revisions)
    {
        long newest = revisions.Count > 0 ? revisions[0] : 0;
        if (_seal is { } seal && seal.Checkpoint > newest)
        {
            string path = _disk.PathOf(FileNames.Checkpoint(seal.Checkpoint));
            _evidence.Add($"The store is damaged: {path}, byte 0: this checkpoint was expected, for a seal names it, and it is missing.");
        }
    }

    // Whatever is used in its stead cuts its nodes off, so it does not keep its name.
    private void PassOver(long revision, string evidence)
    {
        _evidence.Add(evidence);
        _unusable.Add(FileNames.Checkpoint(revision));
    }

    private SegmentNodeStore OpenNodes()
    {
        var verifier = new NodeVerifier(_definition.Definition);
        SegmentNodeStore nodes = SegmentNodeStore.Open(_disk, _definition.StoreId, _options.NodeSegmentBytes, verifier);
        nodes.Compresses = _options.NodeCompression;
        nodes.KeepsEvidence = _evidence.Count > 0; // after an ordinary crash, what is behind the mark is no evidence of anything
        return nodes;
    }

    private VerifiedNodes SourceOf(INodeStore nodes) => new(nodes, new NodeVerifier(_definition.Definition), _options.Restoration);

    private RecoveryClimb? TryFromCheckpoint(long revision)
    {
        Checkpoint checkpoint;
        try
        {
            checkpoint = CheckpointFile.Read(_disk, _definition.StoreId, revision);
        }
        catch (StoreDamagedException damage)
        {
            PassOver(revision, damage.Message);
            return null;
        }

        SegmentNodeStore nodes = Timed("node files opened", OpenNodes);
        RecoveryClimb? climb = null;
        try
        {
            if (nodes.ReturnTo(checkpoint.Mark)) climb = TryFromCheckpoint(checkpoint, nodes);
            else PassOver(revision, $"The checkpoint of revision {revision} could not be used: {nodes.Refusal}");
            return climb;
        }
        finally
        {
            if (climb is null) nodes.Dispose();
        }
    }

    private RecoveryClimb? TryFromCheckpoint(Checkpoint checkpoint, SegmentNodeStore nodes)
    {
        VerifiedNodes source = SourceOf(nodes);
        bool validates = _isSuspect || (_options.RecoveryValidation && _evidence.Count > 0);
        if (validates && !TryValidate(checkpoint, source, nodes)) return null;
        try
        {
            TreeParameters parameters = _definition.Definition.Parameters;
            var prover = new Prover(parameters, source, checkpoint.StoredRoot, _options.NodeCacheBytes);
            return Climb(prover, LogStart.After(checkpoint), source, nodes) with { Checkpoint = checkpoint };
        }
        catch (StoreDamagedException damage) when (source.Failures > 0)
        {
            PassOver(checkpoint.Revision, damage.Message);
        }

        return null;
    }

    private bool TryValidate(Checkpoint checkpoint, VerifiedNodes source, SegmentNodeStore nodes)
    {
        bool hasIds = _definition.Definition.KeyMode == KeyMode.Hashed;
        var validation = new TreeValidation(
            new TrustedTree(source, nodes.Locate, hasIds), _definition.Definition.Parameters, _options.RecoveryParallelism);
        try
        {
            _validated = Timed(
                $"every node of revision {checkpoint.Revision} read and hashed", () => validation.Run(checkpoint.StoredRoot));
            return true;
        }
        catch (StoreDamagedException damage)
        {
            PassOver(checkpoint.Revision, damage.Message);
            return false;
        }
    }

    // From its beginning if that is here, else, or where that is damaged, from a full checkpoint, the newest first.
    private RecoveryClimb FromLog()
    {
        bool isFirst = _evidence.Count == 0;
        ulong[] fulls = FileNames.Fulls(_disk.List());
        StoreDamagedException? cause = null;
        try
        {
            if (fulls.Length == 0 || _restoration is not null || new LogFiles(_disk, _definition.StoreId).Numbers() is [1, ..])
                return FromBeginning(nodes => FromGenesis(nodes)) with { IsRebuilt = !isFirst };
        }
        catch (StoreDamagedException damage) when (fulls.Length > 0)
        {
            _evidence.Add(damage.Message);
            cause = damage;
        }

        foreach (ulong revision in fulls.Reverse())
        {
            try
            {
                return FromBeginning(nodes => FromFull(nodes, (long)revision)) with { IsRebuilt = true };
            }
            catch (StoreDamagedException damage)
            {
                _evidence.Add(damage.Message);
                cause ??= damage;
            }
        }

        throw cause!; // there is one, or a line before has returned
    }

    private RecoveryClimb FromBeginning(Func<SegmentNodeStore, RecoveryClimb> climb)
    {
        bool keepsEvidence = _evidence.Count > 0;
        var aside = new NodeFilesAside(_disk);
        SegmentNodeStore nodes = Timed("node files put aside", () =>
        {
            SegmentNodeStore opened = OpenNodes();
            aside.PutIndexes();
            opened.KeepsEvidence = true; // for whether the tree can be built is not known yet
            opened.Clear();
            opened.KeepsEvidence = keepsEvidence;
            return opened;
        });
        try
        {
            RecoveryClimb done = climb(nodes);
            aside.Drop(keepsEvidence);
            return done;
        }
        catch
        {
            nodes.Dispose();
            aside.PutBack();
            throw;
        }
    }

    private RecoveryClimb FromGenesis(SegmentNodeStore nodes)
    {
        VerifiedNodes source = SourceOf(nodes);
        var prover = new Prover(_definition.Definition.Parameters, source, _options.NodeCacheBytes);
        return Climb(prover, LogStart.Genesis(_definition, prover.Digest), source, nodes);
    }

    private RecoveryClimb FromFull(SegmentNodeStore nodes, long revision)
    {
        FullCheckpoint full = Timed($"full checkpoint of revision {revision} read",
            () => FullFile.Read(_disk, _definition.StoreId, revision, new NodeStoreSink(nodes)));
        string path = _disk.PathOf(FileNames.Full(revision));
        LogStart start = LogStart.After(full.State, new LogFiles(_disk, _definition.StoreId))
            ?? throw new StoreDamagedException(path, 0, $"a log that goes on from revision {revision} was expected, and it is not here");
        Timed("ids of removed keys looked for in the log before it",
            () => EarlierIds.Carry(_definition.Definition, new LogFiles(_disk, _definition.StoreId), start, nodes));
        VerifiedNodes source = SourceOf(nodes);
        var prover = new Prover(_definition.Definition.Parameters, source, full.Root, _options.NodeCacheBytes);
        RecoveryClimb climb = Climb(prover, start, source, nodes) with { FullRevision = revision };
        _evidence.Add($"The tree was built from the full checkpoint of revision {revision} and the log after it.");
        return climb;
    }

    private RecoveryClimb FromLogInMemory()
    {
        var prover = new Prover(_definition.Definition.Parameters);
        return Climb(prover, LogStart.Genesis(_definition, prover.Digest), null, null);
    }

    // The one function by which every way replays.
    private RecoveryClimb Climb(Prover prover, in LogStart start, VerifiedNodes? source, INodeStore? nodes)
    {
        var ids = new KeyIds(_definition.Definition);
        if (source is not null) ids.Attach(source);
        var keys = new IdempotencyWindow(_options.IdempotencyKeysMax, start.Keys);
        var tree = new ReplayedTree(prover, ids, new RevisionIndex(new LogFiles(_disk, _definition.StoreId)), keys);
        ReplayRoom? room = nodes is null ? null : new ReplayRoom(prover, nodes, ids, _options.NodeCacheBytes);
        var replay = new RecordReplay(_definition, tree, start, room, _options.RecoveryValidation);
        var recovery = new LogRecovery(_disk, _definition, replay, start, _seal, _space)
        {
            Parallelism = _options.RecoveryParallelism,
            Restoration = _restoration,
            Mending = _mending,
        };
        LogEnd end = Timed($"log replayed from revision {start.Chain.Revision} on", recovery.Run);
        return new RecoveryClimb(tree, recovery, replay, end) { Nodes = nodes, Source = source, Departures = room?.Departures ?? [] };
    }

    private RecoveredStore Finish(RecoveryClimb climb)
    {
        if (climb.Source is { Restored: > 0 } source)
        {
            source.HealPending();
            _restored.Add($"{source.Restored} nodes that were missing or damaged were restored from a copy.");
        }

        List<string> aside = [.. _restoration?.SetAside ?? []];
        foreach (string name in _unusable)
        {
            string kept = FileNames.NextBad(name, _disk.List());
            _disk.Rename(name, kept);
            aside.Add(_disk.PathOf(kept));
        }

        if (aside.Count > 0) _disk.SyncDirectory();
        LogRecovery log = climb.Recovery;
        int tier = (climb.IsRebuilt, _evidence.Count > 0 && climb.Nodes is not null, log.CutBytes > 0) switch
        {
            (true, _, _) => 3,
            (_, true, _) when !(_isSuspect && _evidence.Count == 1) => 2,
            (_, _, true) => 1,
            _ => 0,
        };
        var report = new RecoveryReport(
            tier, log.Segments, climb.Replay.Records, climb.Replay.Operations, climb.End.EarlierBytes + climb.End.Length,
            log.CutBytes, log.CutFile, log.RewrittenBytes, _seal?.Revision, TimeSpan.Zero)
        {
            CheckpointRevision = climb.Checkpoint?.Revision ?? climb.FullRevision,
            Revision = climb.End.Chain.Revision,
            Digest = climb.End.Chain.Digest,
            NodesValidated = _validated,
            Evidence = [.. _evidence, .. _restored, .. _mending.Restored, .. _restoration?.Restored ?? []],
            NodesRestored = climb.Source?.Restored ?? 0,
            LogSegmentsRestored = _restoration?.Restored.Count ?? 0,
            SetAside = aside,
            Steps = _steps,
        };
        if (_isSuspect) SuspectFile.Remove(_disk);
        return new RecoveredStore(climb, climb.Nodes, report);
    }

    private T Timed<T>(string what, Func<T> step)
    {
        long began = _time.GetTimestamp();
        T result = step();
        _steps.Add(new RecoveryStep(what, _time.GetElapsedTime(began)));
        return result;
    }
}
