namespace BasisTrees.Persistence;

/// <summary>
/// Replays the whole log into a fresh tree, as if there were nothing else, and compares every digest and the keys of checkpoints. A log
/// whose beginning is not here, as that of a restored store, is replayed from the oldest full checkpoint that it goes on from.
/// </summary>
internal sealed class DeepCheck
{
    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly StoreOptions _options;
    private readonly FsckOptions _check;
    private readonly FsckFindings _findings;
    private readonly LogFiles _files;

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory; nothing in it is changed.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="options">How the store is opened.</param>
    /// <param name="check">Where the replay may keep nodes.</param>
    /// <param name="findings">Takes what is found.</param>
    internal DeepCheck(IDisk disk, DefinitionFile definition, StoreOptions options, FsckOptions check, FsckFindings findings)
    {
        _disk = disk;
        _definition = definition;
        _options = options;
        _check = check;
        _findings = findings;
        _files = new LogFiles(disk, definition.StoreId);
    }

    /// <summary>Replays.</summary>
    /// <param name="log">The log as it was read.</param>
    /// <param name="checkpoints">The checkpoints whose files are whole.</param>
    /// <param name="revisionMax">The last revision to replay.</param>
    /// <returns>The number of records replayed.</returns>
    internal long Run(LogCheck log, IReadOnlyList<Checkpoint> checkpoints, long revisionMax)
    {
        bool isGenesis = log.Segments is [{ Number: 1, Start: null or { Revision: 0 } }, ..];
        long? full = isGenesis ? null : OldestFull();
        if (!isGenesis && full is null)
        {
            string file = log.Segments is [{ } segment, ..] ? segment.File : "";
            _findings.Add(FsckKind.Unchecked, file, 0, "the log was not replayed, for its beginning is not here");
            return 0;
        }

        if (_check.Scratch is not { } scratch)
        {
            using MemoryNodeStore? memory = full is null ? null : new MemoryNodeStore();
            return Replay(log, checkpoints, revisionMax, Open(memory, full));
        }

        if (scratch.List().Count > 0)
            throw new StoreException($"{scratch.Location} was expected to be empty, for a check to work in.", scratch.Location);
        try
        {
            var verifier = new NodeVerifier(_definition.Definition);
            using SegmentNodeStore nodes = SegmentNodeStore.Open(scratch, _definition.StoreId, _options.NodeSegmentBytes, verifier);
            nodes.Clear();
            return Replay(log, checkpoints, revisionMax, Open(nodes, full));
        }
        finally
        {
            foreach (string name in scratch.List()) scratch.Delete(name);
        }
    }

    // The oldest full checkpoint behind whose record the log is here, or null.
    private long? OldestFull()
    {
        foreach (ulong revision in FileNames.Fulls(_disk.List()))
        {
            try
            {
                FullState state = FullFile.Read(_disk, _definition.StoreId, (long)revision, new DiscardingSink()).State;
                if (LogStart.After(state, _files) is not null) return (long)revision;
            }
            catch (StoreDamagedException)
            {
                // Found by the check of the full checkpoints, or of the log.
            }
        }

        return null;
    }

    private DeepTree Open(INodeStore? nodes, long? full)
    {
        TreeParameters parameters = _definition.Definition.Parameters;
        long cacheBytes = _options.NodeCacheBytes;
        if (nodes is null) return new DeepTree(new Prover(parameters), Genesis(), null, null);
        var source = new VerifiedNodes(nodes, new NodeVerifier(_definition.Definition), null);
        if (full is not { } revision) return new DeepTree(new Prover(parameters, source, cacheBytes), Genesis(), nodes, source);
        FullCheckpoint read = FullFile.Read(_disk, _definition.StoreId, revision, new NodeStoreSink(nodes));
        LogStart start = LogStart.After(read.State, _files)
            ?? throw new StoreDamagedException(_disk.PathOf(FileNames.Full(revision)), 0, "a revision of the log was expected");
        return new DeepTree(new Prover(parameters, source, read.Root, cacheBytes), start, nodes, source);
    }

    private LogStart Genesis() => LogStart.Genesis(_definition, new Prover(_definition.Definition.Parameters).Digest);

    private long Replay(LogCheck log, IReadOnlyList<Checkpoint> checkpoints, long revisionMax, in DeepTree deep)
    {
        (Prover prover, LogStart start, INodeStore? nodes, VerifiedNodes? source) = deep;
        var ids = new KeyIds(_definition.Definition);
        if (source is not null) ids.Attach(source);
        var tree = new ReplayedTree(prover, ids, new RevisionIndex(_files), new IdempotencyWindow(_options.IdempotencyKeysMax, start.Keys));
        ReplayRoom? room = nodes is null ? null : new ReplayRoom(prover, nodes, ids, _options.NodeCacheBytes);
        var replay = new RecordReplay(_definition, tree, start, room);
        Dictionary<long, Checkpoint> compared = checkpoints.ToDictionary(checkpoint => checkpoint.Revision);
        try
        {
            foreach (SegmentFacts segment in log.Segments.Where(segment => segment.Number >= start.Segment))
            {
                using IFile file = _files.Open(segment.Number);
                long offset = segment.Number == start.Segment ? start.Offset : LogFormat.SegmentHeaderLength;
                SegmentReader reader = _files.Read(file, segment.Number, offset);
                foreach (ReadFrame frame in FrameStream.Read(reader, file.Path, _options.RecoveryParallelism))
                {
                    if (replay.Chain.Revision >= revisionMax) return replay.Records;
                    if (frame.Record is null) continue;
                    replay.Replay(frame, file.Path, segment.Number);
                    if (compared.TryGetValue(replay.Chain.Revision, out Checkpoint? checkpoint)) Compare(checkpoint, prover);
                }
            }
        }
        catch (StoreException failure)
        {
            _findings.Add(FsckKind.Replay, failure, log.Segments[0].File);
        }

        return replay.Records;
    }

    private void Compare(Checkpoint checkpoint, Prover prover)
    {
        if (checkpoint.Chain.Digest == prover.Digest && checkpoint.Count == prover.Count) return;
        _findings.Add(FsckKind.Replay, FileNames.Checkpoint(checkpoint.Revision), 0,
            $"a tree of {prover.Count} keys with the digest {prover.Digest} was expected, as the log makes it");
    }

    /// <summary>A tree, and where the log takes it up.</summary>
    private readonly record struct DeepTree(Prover Prover, LogStart Start, INodeStore? Nodes, VerifiedNodes? Source);
}
