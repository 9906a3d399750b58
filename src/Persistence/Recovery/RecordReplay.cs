namespace BasisTrees.Persistence;

/// <summary>Puts the records of the log on the tree again, each checked against the chain and the digests it names.</summary>
internal sealed class RecordReplay
{
    private readonly DefinitionFile _definition;
    private readonly Prover _prover;
    private readonly KeyIds _ids;
    private readonly RevisionIndex _revisions;
    private readonly IdempotencyWindow _keys;
    private readonly ReplayRoom? _room;
    private readonly bool _comparesValues;

    /// <summary>Takes up a tree.</summary>
    /// <param name="definition">What the store is for.</param>
    /// <param name="tree">The tree at the revision where the replay begins, and what belongs to it.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="room">Keeps the memory of a long replay within bounds, or null if the tree is in memory as a whole.</param>
    /// <param name="comparesValues">Whether every operation must find the value that the log names.</param>
    internal RecordReplay(DefinitionFile definition, ReplayedTree tree, in LogStart start, ReplayRoom? room, bool comparesValues = true)
    {
        _comparesValues = comparesValues;
        _definition = definition;
        _prover = tree.Prover;
        _ids = tree.Ids;
        _revisions = tree.Revisions;
        _keys = tree.Keys;
        _room = room;
        Chain = start.Chain;
        LastUnixNanoseconds = start.UnixNanoseconds;
        Incarnation = start.Incarnation;
        if (_prover.Revision != Chain.Revision || _prover.Digest != Chain.Digest)
            throw new InvalidOperationException("The tree and the place in the log where its replay begins do not belong together.");
        _revisions.Begin(Chain.Revision);
    }

    /// <summary>Where the chain stands after the records so far.</summary>
    internal ChainPoint Chain { get; private set; }

    internal long LastUnixNanoseconds { get; private set; }

    /// <summary>The incarnation that the last record names, or the checkpoint from which the replay begins.</summary>
    internal ulong Incarnation { get; private set; }

    /// <summary>Whether a record so far has spoken of notes.</summary>
    internal bool HasNotes { get; private set; }

    internal long Records { get; private set; }

    internal long Operations { get; private set; }

    /// <summary>Replays one record.</summary>
    /// <param name="frame">A frame that holds a record.</param>
    /// <param name="path">The segment's name for messages.</param>
    /// <param name="segment">The segment's number.</param>
    /// <exception cref="StoreDamagedException">
    /// The record does not continue the chain, or the tree does not become what it says.
    /// </exception>
    internal void Replay(ReadFrame frame, string path, ulong segment)
    {
        long offset = frame.Offset;
        LogRecord record = frame.Record ?? throw new InvalidOperationException("Only a record can be replayed.");
        if (record.Revision != Chain.Revision + 1)
            throw new StoreDamagedException(path, offset, $"revision {Chain.Revision + 1} was expected, not {record.Revision}");
        if (record.FirstSequence != Chain.NextSequence)
        {
            string expected = LogRecord.FormatSequence(Chain.NextSequence);
            string found = LogRecord.FormatSequence(record.FirstSequence);
            throw new StoreDamagedException(path, offset, $"sequence {expected} was expected, not {found}");
        }

        if (record.PreviousHash != Chain.Hash)
            throw new StoreDamagedException(path, offset, "a record that names the hash of the record before it was expected");
        if (record.DigestBefore != Chain.Digest)
        {
            throw new StoreDamagedException(
                path, offset, $"the digest {Chain.Digest} before the batch was expected, not {record.DigestBefore}");
        }

        if (record.UnixNanoseconds < LastUnixNanoseconds)
            throw new StoreDamagedException(path, offset, "a time not before that of the record before it was expected");
        if (record.Incarnation < Incarnation)
        {
            throw new StoreDamagedException(
                path, offset, $"incarnation {Incarnation} or a later one was expected, not {record.Incarnation}");
        }

        Learn(record, frame.Ids, path, offset);
        Apply(record, path, offset);
        Chain = new ChainPoint(record.Revision, record.FirstSequence + (ulong)record.Operations.Count, record.Hash, record.DigestAfter);
        if (record.Key is { } key) _keys.Add(new KeyUse(key.Hash, key.Batch, record.Revision, record.DigestAfter));
        LastUnixNanoseconds = record.UnixNanoseconds;
        Incarnation = record.Incarnation;
        Operations += record.Operations.Count;
        Records++;
        _revisions.Add(record.Revision, new RevisionPlace(record.DigestAfter, segment, frame.Start));
        HasNotes |= record.Notes.Count > 0 || record.Erasures.Count > 0;
        _room?.Tend();
    }

    private void Apply(LogRecord record, string path, long offset)
    {
        var operations = new Operation[record.Operations.Count];
        for (int i = 0; i < operations.Length; i++) operations[i] = record.Operations[i].ToOperation();
        var observer = new ReplayObserver(record.Operations, _comparesValues);
        if (!BatchApplication.TryApply(_prover, operations, ref observer, out OperationRefusal failed))
        {
            string what = failed.Index >= 0
                ? $"operation {failed.Index} of revision {record.Revision} was expected to succeed, and the tree answers {failed.Outcome}"
                : $"operation {observer.DifferingIndex} of revision {record.Revision} was expected to find the value the log names";
            throw new StoreDamagedException(path, offset, what);
        }

        Digest after = _prover.Seal();
        if (after != record.DigestAfter)
        {
            throw new StoreDamagedException(path, offset,
                $"the digest {record.DigestAfter} after revision {record.Revision} was expected, and the tree has {after}");
        }
    }

    private void Learn(LogRecord record, IReadOnlyList<LoggedId> ids, string path, long offset)
    {
        Span<byte> key = stackalloc byte[TreeParameters.KeyLengthMax];
        key = key[.._definition.Definition.Parameters.KeyLength];
        foreach (LoggedId named in ids)
        {
            bool belongs = named.OperationIndex < record.Operations.Count
                && _definition.Definition.Keys.TryMap(named.Id.Span, key)
                && record.Operations[named.OperationIndex].Key.Span.SequenceEqual(key);
            if (!belongs) throw new StoreDamagedException(path, offset, "an id that maps to its operation's key was expected");
            _ids.Add(key, named.Id.Span);
        }
    }
}
