namespace BasisTrees.Persistence;

/// <summary>
/// Takes up the files of notes after the tree was recovered: they are returned to the mark of the checkpoint that was used, and the log
/// behind it is gone through once more for what it says of notes. Where that cannot be done they are made anew.
/// </summary>
/// <remarks>Nothing of them is touched before the log has led to the tree: without the log they are what is left.</remarks>
internal sealed class NoteRecovery
{
    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly StoreOptions _options;
    private readonly RecoveryClimb _climb;
    private readonly LogFiles _files;

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory, its lock held.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="climb">The way that led to the tree.</param>
    internal NoteRecovery(IDisk disk, DefinitionFile definition, StoreOptions options, RecoveryClimb climb)
    {
        _disk = disk;
        _definition = definition;
        _options = options;
        _climb = climb;
        _files = new LogFiles(disk, definition.StoreId);
    }

    /// <summary>Why the files could not be used as they were: one sentence each.</summary>
    internal List<string> Evidence { get; } = [];

    /// <summary>Erases the bodies of notes; null where there are none.</summary>
    internal NoteEraser? Eraser { get; private set; }

    /// <summary>Opens the notes; null if this tree can have none.</summary>
    /// <exception cref="StoreException">The disk fails, or a file of notes belongs to another store.</exception>
    internal NoteStore? Run()
    {
        if (!NoteStore.CanServe(_definition.Definition.Parameters)) return null;
        SegmentNodeStore records = NoteStore.OpenRecords(_disk, _definition, _options.NodeSegmentBytes);
        try
        {
            records.KeepsEvidence = false; // what is behind the mark is in the log
            if (_climb.Checkpoint is { } checkpoint)
            {
                if (records.ReturnTo(checkpoint.Notes.Mark))
                    return Replay(new NoteStore(records, _definition.Definition, checkpoint.Notes), checkpoint.Revision);
                Evidence.Add($"The files of notes could not be used, and were made anew: {records.Refusal}");
            }

            return Rebuild(records);
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    private NoteStore Rebuild(SegmentNodeStore records)
    {
        records.KeepsEvidence = Evidence.Count > 0 || _climb.IsRebuilt;
        List<(MappedNote Note, long Birth)> saved = [];
        long first = FirstRevision();
        if (first <= 1 && !IsReadable(ClimbedFrom)) first = ClimbedFrom + 1;
        if (first > 1 && !records.IsEmpty) saved = Save();
        records.Clear();
        var store = new NoteStore(records, _definition.Definition, default);
        if (first <= 1) return Replay(store, 0);
        long full = NoteImport.FromFull(_disk, _definition, store, first - 1, _climb.End.Chain.Revision);
        store.IsComplete = full > 0;
        foreach ((MappedNote note, long birth) in saved)
        {
            if (!store.Has(note.Commitment)) store.Import(note, birth);
        }

        if (full == 0) Evidence.Add($"{saved.Count} notes that the log no longer has were taken from the files; others may be lost.");
        return Replay(store, Math.Max(full, first - 1));
    }

    // The revision from which on the log has led to the tree; what is before it was not needed, and may be damaged.
    private long ClimbedFrom => _climb.Checkpoint?.Revision ?? _climb.FullRevision;

    private bool IsReadable(long revision)
    {
        try
        {
            var reading = new LogReading(_files, _climb.Tree.Revisions, _climb.Tree.Ids);
            return reading.ReadPayloads(1, revision).LongCount() == revision;
        }
        catch (StoreDamagedException)
        {
            return false; // a check names it
        }
    }

    // The revision of the first record that can be read.
    private long FirstRevision()
    {
        foreach (ulong number in _files.Numbers())
        {
            try
            {
                using IFile file = _files.Open(number);
                return _files.ReadHeader(file, number).Start.Revision + 1;
            }
            catch (StoreDamagedException)
            {
                // The tree did not need it, and a check names it.
            }
        }

        return long.MaxValue;
    }

    // What the tree has notes of and the files have whole. It is little or much, and in memory: this is the worst day.
    private List<(MappedNote Note, long Birth)> Save()
    {
        var saved = new List<(MappedNote, long)>();
        using SegmentNodeStore copy = SegmentNodeStore.OpenCopy(
            new NoteDisk(_disk), new NodeVerifier(_definition.Definition) { KeepsNotes = true });
        using Snapshot tree = _climb.Tree.Prover.Snapshot();
        copy.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
        {
            if (NoteRecord.TryLabel(bytes, out Label commitment) && IsInTree(tree, commitment, bytes))
            {
                ReadOnlyMemory<byte> payload = NoteRecord.PayloadOf(bytes.ToArray());
                saved.Add((new MappedNote(0, commitment, payload, !NoteRecord.HasBody(bytes)), record.Birth));
            }

            return true;
        });
        return saved;
    }

    private bool IsInTree(Snapshot tree, in Label commitment, ReadOnlySpan<byte> record)
    {
        Span<byte> key = stackalloc byte[TreeParameters.KeyLengthMax];
        key = key[.._definition.Definition.Parameters.KeyLength];
        ReadOnlySpan<byte> payload = record[^(record.Length - 1 - NoteValue.Length)..];
        if (!NotePayload.TryRead(payload, out ReadOnlySpan<byte> id, out _) || !_definition.Definition.Keys.TryMap(id, key)) return false;
        var value = new System.Buffers.ArrayBufferWriter<byte>();
        return tree.TryGet(key, value) && value.WrittenCount == NoteValue.Length && new Label(value.WrittenSpan) == commitment;
    }

    private NoteStore Replay(NoteStore store, long from)
    {
        var reading = new LogReading(_files, _climb.Tree.Revisions, _climb.Tree.Ids);
        store.Log = commitment => NoteImport.FindInLog(_files, commitment);
        Eraser = new NoteEraser(_disk, _definition.StoreId, _climb.Tree.Revisions, store);
        HashSet<Label> erased = [];
        bool isAfterClimb = from >= ClimbedFrom;
        if (isAfterClimb && store.IsEmpty && !_climb.Replay.HasNotes) return store;
        foreach (LoggedPayload read in reading.ReadPayloads(from + 1, _climb.End.Chain.Revision))
        {
            store.Take(read.Record.Revision, read.Record.Operations, NoteImport.NotesOf(read));

            // Whether it was completed is not known.
            Eraser.Overwrite(read.Record.Erasures);
            erased.UnionWith(read.Record.Erasures.Select(erasure => erasure.Commitment));
        }

        Eraser.Finish(erased);
        return store;
    }
}
