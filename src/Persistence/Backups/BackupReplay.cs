namespace BasisTrees.Persistence;

/// <summary>A tree that is made from a full piece, and on which the records of the pieces behind it are replayed.</summary>
/// <remarks>One thread. It disposes of the node store.</remarks>
internal sealed class BackupReplay : IDisposable
{
    private readonly INodeStore _nodes;
    private readonly RecordReplay _replay;

    private BackupReplay(INodeStore nodes, RecordReplay replay, FullCheckpoint full)
    {
        _nodes = nodes;
        _replay = replay;
        Full = full;
    }

    /// <summary>What the full piece held.</summary>
    internal FullCheckpoint Full { get; }

    /// <summary>The revision that the tree is at.</summary>
    internal BackupMoment At => new(_replay.Chain, _replay.LastUnixNanoseconds);

    /// <summary>The incarnation of that revision.</summary>
    internal ulong Incarnation => _replay.Incarnation;

    internal long Records => _replay.Records;

    internal long Operations => _replay.Operations;

    /// <summary>Reads a full piece into a node store.</summary>
    /// <param name="disk">The directory of the set.</param>
    /// <param name="piece">The full piece.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="open">Opens the node store of a store.</param>
    /// <param name="cacheBytes">How much of the tree stays in memory.</param>
    /// <exception cref="StoreException">The piece is damaged, or a disk fails.</exception>
    internal static BackupReplay Open(
        IDisk disk, BackupPiece piece, BackupKey? key, Func<DefinitionFile, INodeStore> open, long cacheBytes)
    {
        using IFile file = BackupFile.Open(disk, piece);
        INodeStore nodes;
        using (var source = new BackupSource(file, piece.Header, key))
            nodes = open(new FullReader(source, new DiscardingSink()).ReadState().Definition);
        try
        {
            using var source = new BackupSource(file, piece.Header, key);
            FullCheckpoint full = new FullReader(source, new NodeStoreSink(nodes)).Read();
            source.ExpectEnd();
            BackupFile.CheckFull(full, piece.Header, file.Path);
            return new BackupReplay(nodes, Begin(disk, full, nodes, cacheBytes), full);
        }
        catch
        {
            nodes.Dispose();
            throw;
        }
    }

    /// <summary>Replays the records of an incremental piece; every digest before and after is compared.</summary>
    /// <exception cref="StoreException">The piece is damaged, or the tree does not become what it says.</exception>
    internal void Replay(IDisk disk, BackupPiece piece, BackupKey? key)
    {
        using IFile file = BackupFile.Open(disk, piece);
        using var source = new BackupSource(file, piece.Header, key);
        var records = new BackupRecords(source, piece.Header);
        while (records.TryNext(out LoggedPayload? read, out long offset))
            _replay.Replay(new ReadFrame(offset, default, read.Record, read.Ids), file.Path, piece.Header.Number);
        source.ExpectEnd();
        if (Incarnation > piece.Header.Incarnation)
        {
            throw new StoreDamagedException(
                file.Path, 222, $"incarnation {Incarnation} or a later one was expected, not {piece.Header.Incarnation}");
        }
    }

    public void Dispose() => _nodes.Dispose();

    private static RecordReplay Begin(IDisk disk, FullCheckpoint full, INodeStore nodes, long cacheBytes)
    {
        DefinitionFile definition = full.State.Definition;
        var source = new VerifiedNodes(nodes, new NodeVerifier(definition.Definition), null);
        var prover = new Prover(definition.Definition.Parameters, source, full.Root, cacheBytes);
        var ids = new KeyIds(definition.Definition);
        ids.Attach(source);
        FullState state = full.State;
        var tree = new ReplayedTree(
            prover, ids, new RevisionIndex(new LogFiles(disk, definition.StoreId)), new IdempotencyWindow(0, KeyUses.None));
        var start = new LogStart(
            1, LogFormat.SegmentHeaderLength, state.Chain, state.RecordUnixNanoseconds, 1, state.Incarnation);
        return new RecordReplay(definition, tree, start, new ReplayRoom(prover, nodes, ids, cacheBytes));
    }
}
