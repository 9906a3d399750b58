namespace BasisTrees.Persistence;

/// <summary>
/// Makes a store from a backup: the full piece as full checkpoint, as nodes and as first checkpoint, the records behind it as log, and the
/// definition last, without which the directory is no store.
/// </summary>
internal sealed class BackupRestore
{
    private readonly IDisk _source;
    private readonly BackupPlan _plan;
    private readonly BackupKey? _key;
    private readonly IDisk _target;
    private readonly StoreOptions _options = new();
    private ulong _incarnation; // of the last record

    /// <summary>Prepares.</summary>
    /// <param name="source">The directory of the set.</param>
    /// <param name="plan">The pieces that lead to the point.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="target">The directory of the store to be made; no store's file may be in it.</param>
    internal BackupRestore(IDisk source, BackupPlan plan, BackupKey? key, IDisk target)
    {
        _source = source;
        _plan = plan;
        _key = key;
        _target = target;
    }

    /// <summary>The records behind the full piece.</summary>
    internal long Records { get; private set; }

    /// <summary>Writes the files of the store.</summary>
    /// <param name="point">The point.</param>
    /// <param name="time">The time now, when another incarnation of the store begins.</param>
    /// <returns>The revision that the log reaches.</returns>
    /// <exception cref="StoreExistsException">There is a store, or what is left of one.</exception>
    /// <exception cref="StoreException">A piece is damaged, or a disk fails.</exception>
    internal ChainPoint Run(RestorePoint point, DateTimeOffset time)
    {
        using IDisposable held = StoreDirectory.Lock(_target);
        var founding = new StoreFounding(_target);
        try
        {
            return Write(founding, point, time);
        }
        catch
        {
            founding.TakeAway();
            throw;
        }
    }

    private ChainPoint Write(StoreFounding founding, RestorePoint point, DateTimeOffset time)
    {
        FullState state = CopyFull();
        using var log = new RestoredLog(_target, state.Definition.StoreId, state.Chain, _options.SegmentBytesMax);
        WriteRecords(log, point);
        log.Finish();
        ChainPoint end = log.Chain;
        ulong incarnation = Math.Max(_incarnation, state.Incarnation);
        var start = new IncarnationStart(IncarnationOrigin.Restored, end.Revision, end.Digest, incarnation, time);
        FoundedNodes nodes = WriteNodes(state, out FullState read);
        founding.Complete(read, nodes, log, start);
        return end;
    }

    // The full checkpoint of a restored store: from it the tree can be made again as long as the log behind it is there.
    private FullState CopyFull()
    {
        BackupPiece piece = _plan.Full;
        string name = FileNames.Full(piece.ToRevision);
        using IFile file = BackupFile.Open(_source, piece);
        using var source = new BackupSource(file, piece.Header, _key);
        using (IFile copy = _target.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            byte[] buffer = new byte[BackupFormat.BlockLength];
            var sink = new FileSink(copy);
            for (int count = source.Read(buffer); count > 0; count = source.Read(buffer)) sink.Write(buffer.AsSpan(0, count));
            source.ExpectEnd();
            sink.Flush();
            copy.Sync();
            using IFile written = _target.Open(name + FileNames.NewSuffix, FileOpening.Read);
            FullState state = new FullReader(new FileSource(written), new DiscardingSink()).ReadState();
            _target.Rename(name + FileNames.NewSuffix, name);
            _target.SyncDirectory();
            return state;
        }
    }

    private void WriteRecords(RestoredLog log, RestorePoint point)
    {
        foreach (BackupPiece piece in _plan.Incrementals)
        {
            using IFile file = BackupFile.Open(_source, piece);
            using var source = new BackupSource(file, piece.Header, _key);
            var records = new BackupRecords(source, piece.Header);
            while (records.TryNext(out LoggedPayload? read, out _))
            {
                if (!point.Reaches(read.Record.Revision, read.Record.UnixNanoseconds)) return;
                log.Append(read);
                _incarnation = read.Record.Incarnation;
                Records++;
            }

            source.ExpectEnd();
        }
    }

    // Reads the full checkpoint into the node store, which checks all of it. What it says of the store is whole only then.
    private FoundedNodes WriteNodes(FullState state, out FullState read)
    {
        DefinitionFile definition = state.Definition;
        var verifier = new NodeVerifier(definition.Definition);
        using var nodes = SegmentNodeStore.Open(_target, definition.StoreId, _options.NodeSegmentBytes, verifier);
        var sink = new NodeStoreSink(nodes);
        using SegmentNodeStore records = NoteStore.OpenRecords(_target, definition, _options.NodeSegmentBytes);
        using var notes = new NoteStore(records, definition.Definition, default);
        FullCheckpoint full = FullFile.Read(
            _target, definition.StoreId, state.Chain.Revision, sink, note => notes.Import(note, state.Chain.Revision));
        BackupFile.CheckFull(full, _plan.Full.Header, _target.PathOf(FileNames.Full(state.Chain.Revision)));
        read = full.State;
        return new FoundedNodes(nodes.Engine, full.Root.Place, nodes.Sync(), sink.Records) { Notes = notes.Sync(beginsFile: false) };
    }
}
