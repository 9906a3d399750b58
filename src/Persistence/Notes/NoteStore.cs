namespace BasisTrees.Persistence;

/// <summary>
/// The bodies of notes outside of the log: a copy in files of their own (<c>notes-*</c>), found by commitment, from which they are read and
/// which is left when the log is lost. What a checkpoint's mark reaches is durable; what came later stands in the log behind it.
/// </summary>
/// <remarks>
/// Any thread reads. The writer takes what was committed, and the background of checkpoints sweeps; they take turns by <see cref="Turn"/>.
/// The engine is that of the nodes, under other names (docs/adr/0012-notes.md).
/// </remarks>
internal sealed class NoteStore : IDisposable
{
    // So many burials wait in memory at most.
    private const int DeparturesMax = 16 << 10;

    private readonly SegmentNodeStore _records;
    private readonly StoreDefinition _definition;
    private readonly List<Departure> _departures = []; // under Turn, as the figures
    private long _count;
    private long _bytes;

    /// <summary>Takes over the records.</summary>
    /// <param name="records">The engine, returned to a mark or cleared.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="mark">The figures of that mark.</param>
    internal NoteStore(SegmentNodeStore records, StoreDefinition definition, in NotesMark mark)
    {
        _records = records;
        _definition = definition;
        _count = mark.Count;
        _bytes = mark.Bytes;
    }

    /// <summary>Held by whoever writes.</summary>
    internal Lock Turn { get; } = new();

    /// <summary>Held by whoever writes full checkpoints beside the log: what is erased must not come back with one.</summary>
    internal Lock FullsTurn { get; } = new();

    /// <summary>Whether every note of the tree is here; false where some could not be had again when the store was opened.</summary>
    internal bool IsComplete { get; set; } = true;

    /// <summary>Finds a note in the log when the one here is damaged; null where there is none.</summary>
    internal Func<Label, MappedNote?>? Log { get; set; }

    /// <summary>Whether there are no notes, and no files of any.</summary>
    internal bool IsEmpty => _records.IsEmpty;

    /// <summary>The number of notes that are in the tree, erased ones included. Any thread.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>The bytes of their bodies, zeros of erased ones included. Any thread.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Whether a tree can have notes at all: its values can be commitments.</summary>
    internal static bool CanServe(TreeParameters parameters) =>
        parameters.ValueLength is { } length ? length == NoteValue.Length : parameters.ValueLengthMax >= NoteValue.Length;

    /// <summary>Opens the files of notes of a store, to be returned to a mark or cleared.</summary>
    internal static SegmentNodeStore OpenRecords(IDisk disk, DefinitionFile definition, long segmentBytes) => SegmentNodeStore.Open(
        new NoteDisk(disk), definition.StoreId, segmentBytes, new NodeVerifier(definition.Definition) { KeepsNotes = true });

    /// <summary>Reads the body to which a value commits. Any thread.</summary>
    /// <param name="commitment">The value of the id.</param>
    /// <param name="id">The id.</param>
    /// <param name="body">A copy of the body, or null.</param>
    /// <exception cref="StoreDamagedException">The body is damaged, or lost.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal NoteOutcome Read(in Label commitment, ReadOnlySpan<byte> id, out byte[]? body)
    {
        body = null;
        FoundNote found = Find(commitment);
        if (found.IsDamaged) found = Heal(commitment);

        if (found.Record is not { } record)
        {
            if (IsComplete) return NoteOutcome.NotANote;
            throw new StoreDamagedException(_records.Locate(NodePlace.Unknown).File, 0,
                $"the body of the note {commitment} was expected, if its id has one, and what was lost cannot tell");
        }

        ReadOnlySpan<byte> payload = NoteRecord.PayloadOf(record.Body).Span;
        if (!NotePayload.TryRead(payload, out ReadOnlySpan<byte> own, out ReadOnlySpan<byte> bytes) || !own.SequenceEqual(id))
            return NoteOutcome.NotANote;
        if (!NoteRecord.HasBody(record.Body.Span)) return NoteOutcome.Erased;
        body = bytes.ToArray();
        return NoteOutcome.Found;
    }

    /// <summary>Takes what a batch did: bodies that it brought, and those whose values it replaced. The writer's.</summary>
    /// <param name="revision">The revision that the batch made.</param>
    /// <param name="operations">Its operations.</param>
    /// <param name="notes">Its notes, in the order of their operations.</param>
    internal void Take(long revision, IReadOnlyList<LoggedOperation> operations, IReadOnlyList<MappedNote> notes)
    {
        lock (Turn)
        {
            if (_records.IsEmpty && notes.Count == 0) return;
            int next = 0;
            for (int i = 0; i < operations.Count; i++)
            {
                LoggedOperation operation = operations[i];
                bool isSame = !RecordShape.CanChange(operation.Kind) || (RecordShape.HasValue(operation.Kind)
                    && operation.PreviousValue is { } old && old.Span.SequenceEqual(operation.Value.Span));
                if (!isSame && operation.PreviousValue is { Length: NoteValue.Length } previous)
                    Bury(new Label(previous.Span), operation.Key.Span, revision);
                if (next < notes.Count && notes[next].OperationIndex == i) Put(notes[next++], revision, isSame);
            }
        }
    }

    /// <summary>Whether the body of a note is here whole.</summary>
    internal bool Has(in Label commitment) => Find(commitment) is { Record: { } record } && NoteRecord.HasBody(record.Body.Span);

    /// <summary>The note of a leaf; null if its value belongs to none, or to one whose body is lost. Any thread.</summary>
    /// <param name="commitment">The value of the leaf.</param>
    /// <param name="key">Its key.</param>
    internal MappedNote? Find(in Label commitment, ReadOnlySpan<byte> key)
    {
        FoundNote found = Find(commitment);
        if (found.IsDamaged)
        {
            if (Log is null) return null;
            found = Heal(commitment);
        }

        if (found.Record is not { } record || !Belongs(record.Body, key)) return null;
        return new MappedNote(0, commitment, NoteRecord.PayloadOf(record.Body), !NoteRecord.HasBody(record.Body.Span));
    }

    /// <summary>Adds a note that another copy of the store has.</summary>
    internal void Import(in MappedNote note, long birth)
    {
        lock (Turn) Put(note, birth, isSame: false);
    }

    /// <summary>Every record of a note, whole or damaged; called with <see cref="Turn"/> held.</summary>
    internal IReadOnlyList<FoundRecord> FindAll(in Label commitment)
    {
        if (_records.IsEmpty) return [];
        _records.Flush();
        return _records.FindAll(commitment);
    }

    /// <summary>Makes everything that was taken survive a power cut.</summary>
    /// <param name="beginsFile">Whether what is written afterwards goes into another file.</param>
    /// <returns>The mark for a checkpoint.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal NotesMark Sync(bool beginsFile)
    {
        lock (Turn)
        {
            if (_records.IsEmpty) return default;
            BuryPending();
            return new NotesMark(_records.Sync(beginsFile), _count, _bytes);
        }
    }

    /// <summary>Gives back the room of notes that no retained revision needs.</summary>
    internal void Sweep(SweepOrder order)
    {
        lock (Turn)
        {
            if (!_records.IsEmpty) _records.Sweep(order);
        }
    }

    /// <summary>The figures of the files.</summary>
    /// <param name="horizon">The revision of the newest checkpoint.</param>
    internal NoteStatistics Statistics(long horizon) => new(Count, Bytes, _records.Statistics().Bytes, horizon);

    public void Dispose() => _records.Dispose();

    private FoundNote Find(in Label commitment)
    {
        FoundRecord? newest = null;
        FoundRecord? damaged = null;
        foreach (FoundRecord record in _records.FindAll(commitment))
        {
            if (record.IsDamaged) damaged = record;
            else if (NoteRecord.TryLabel(record.Body.Span, out Label own) && own == commitment && !(newest?.Birth > record.Birth))
                newest = record;
        }

        // A damaged record may be newer than one whose body was erased.
        bool isSure = newest is { } whole && NoteRecord.HasBody(whole.Body.Span);
        return new FoundNote(newest, isSure ? null : damaged);
    }

    // An erasure must not come between what the log says and what is written here.
    private FoundNote Heal(in Label commitment)
    {
        lock (Turn)
        {
            FoundNote found = Find(commitment);
            if (found.Damaged is not { } bad) return found; // it was being erased, or was healed
            if (Log?.Invoke(commitment) is not { } note)
            {
                throw new StoreDamagedException(
                    bad.Segment.Path, bad.Offset,
                    $"the body of the note {commitment} was expected as it was written, and the log has no other");
            }

            byte[] record = NoteRecord.Of(commitment, note.Payload.Span, note.IsErased);
            _records.Heal(commitment, bad.Place, record);
            return new FoundNote(bad with { Body = record }, null);
        }
    }

    private void Put(in MappedNote note, long birth, bool isSame)
    {
        // The value stood already: then its note does, too, unless nobody gave a body, or it was erased.
        FoundRecord? there = isSame ? Find(note.Commitment).Record : null;
        if (there is { } standing && NoteRecord.HasBody(standing.Body.Span)) return;
        byte[] record = NoteRecord.Of(note.Commitment, note.Payload.Span, note.IsErased);
        _records.Write(note.Commitment, record, birth);
        if (there is null) Tally(record, 1);
    }

    private void Bury(in Label commitment, ReadOnlySpan<byte> key, long death)
    {
        if (Find(commitment).Record is not { } record) return; // the value of no note
        if (!Belongs(record.Body, key)) return; // its value was given to another id
        foreach (FoundRecord one in _records.FindAll(commitment))
        {
            // What was erased before a body came again goes with it.
            bool goes = one.Place == record.Place || (!one.IsDamaged && !NoteRecord.HasBody(one.Body.Span));
            if (goes) _departures.Add(new Departure(one.Place, death));
        }

        Tally(record.Body, -1);
        if (_departures.Count >= DeparturesMax) BuryPending();
    }

    private bool Belongs(ReadOnlyMemory<byte> record, ReadOnlySpan<byte> key)
    {
        Span<byte> own = stackalloc byte[TreeParameters.KeyLengthMax];
        own = own[.._definition.Parameters.KeyLength];
        return NotePayload.TryRead(NoteRecord.PayloadOf(record).Span, out ReadOnlySpan<byte> id, out _)
            && _definition.Keys.TryMap(id, own) && own.SequenceEqual(key);
    }

    private void BuryPending()
    {
        _records.Bury(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_departures));
        _departures.Clear();
    }

    private void Tally(ReadOnlyMemory<byte> record, int sign)
    {
        ReadOnlyMemory<byte> payload = NoteRecord.PayloadOf(record);
        if (!NotePayload.TryRead(payload.Span, out _, out ReadOnlySpan<byte> body)) return;
        Volatile.Write(ref _count, _count + sign);
        Volatile.Write(ref _bytes, _bytes + (sign * (long)body.Length));
    }
}
