using System.Diagnostics;

namespace BasisTrees.Persistence;

/// <summary>
/// Commits groups of batches, one linear way: apply each batch, append the group, one sync, the seal, publish the head, release the
/// answers in order.
/// </summary>
/// <remarks>
/// Owned by the writer thread except where a member says otherwise. No answer, a refusal included, leaves before the state it saw is
/// durable and published. After an exception nothing may be called but <see cref="Dispose"/>.
/// </remarks>
internal sealed class Committer : IDisposable
{
    // In the mode without promises this much may wait in memory.
    private const int BufferedBytesMax = 1 << 20;

    // So much of a group may be in memory; the rest is in the file already, unsynced like all of the group.
    private const int GroupBufferMax = 16 << 20;

    private readonly StoreOptions _options;
    private readonly OperationLog _log;
    private readonly SealFile _seals;
    private readonly Prover _prover;
    private readonly KeyIds _ids;
    private readonly IdempotencyWindow _keys;
    private readonly RevisionIndex _revisions;
    private readonly SpaceGuard _space;
    private readonly NoteStore? _notes;
    private readonly NoteEraser? _eraser;
    private readonly List<NotedBatch> _noted = []; // of the present group
    private readonly TimeProvider _time;
    private readonly string _treeId;
    private readonly CommitMeter _meter;
    private readonly HashSet<Label> _named = [];
    private volatile PublishedHead _published;
    private long _commits; // the counters: written by the writer, read by anyone
    private long _refusals;
    private long _groups;
    private long _syncs;

    internal Committer(OpenedStore opened, WriterSetup setup)
    {
        _options = setup.Options;
        _log = opened.Log;
        _seals = opened.Seals;
        _prover = opened.Prover;
        _ids = opened.Ids;
        _keys = opened.Keys;
        _revisions = opened.Revisions;
        _space = opened.Space;
        _notes = opened.Notes;
        _eraser = opened.Eraser;
        _time = setup.Time;
        _treeId = opened.Definition.Definition.TreeId;
        _meter = CommitMeter.Of(setup.Meters, _treeId);
        _published = NewHead();
    }

    /// <summary>The tree.</summary>
    internal Prover Prover => _prover;

    /// <summary>The idempotency keys; any thread asks what is remembered.</summary>
    internal IdempotencyWindow Keys => _keys;

    /// <summary>The published head; any thread.</summary>
    internal PublishedHead Published => _published;

    internal long Commits => Volatile.Read(ref _commits);

    internal long Refusals => Volatile.Read(ref _refusals);

    internal long Groups => Volatile.Read(ref _groups);

    internal long Syncs => Volatile.Read(ref _syncs);

    /// <summary>Commits a group and releases every answer.</summary>
    /// <exception cref="StoreException">
    /// A write or sync failed: no answer was released, and the outcome of the group is unknown.
    /// </exception>
    internal void Commit(IReadOnlyList<PendingWork> group)
    {
        using Activity? span = StoreSource.BeginCommit(group);
        _log.RollIfFull();
        long before = _log.Chain.Revision;
        bool flush = false;
        foreach (PendingWork work in group)
        {
            switch (work)
            {
                case PendingCommit commit:
                    commit.Prepared = Apply(commit.Batch);
                    if (_log.BufferedLength >= GroupBufferMax) _log.Append();
                    break;
                case PendingPreview preview:
                    preview.Prepared = Try(preview.Batch);
                    break;
                default:
                    flush = true;
                    ((PendingFlush)work).Prepared = work;
                    break;
            }
        }

        bool changed = _log.Chain.Revision != before;
        MakeDurable(changed, flush);
        TakeNotes();
        Erase(group);
        if (changed) Publish(_log.Chain.Revision - before);
        _meter.Grouped(group.Count);
        if (span is not null)
        {
            StoreSource.Tell(span, _treeId, _log.Chain.Revision);
            span.SetTag("basis.batches", _log.Chain.Revision - before);
        }

        foreach (PendingWork work in group) work.Release();
    }

    /// <summary>Writes and syncs what the durability mode has left in memory, and seals it.</summary>
    internal void Finish()
    {
        _log.Append();
        if (_log.IsAhead) Sync();
        AppendSeal();
        _seals.Sync();
    }

    public void Dispose()
    {
        _published.Snapshot.Dispose();
        _log.Dispose();
        _seals.Dispose();
    }

    private void MakeDurable(bool changed, bool flush)
    {
        switch (_options.Durability)
        {
            case Durability.Durable when changed:
                _log.Append();
                Sync();
                AppendSeal();
                break;
            case Durability.ProcessCrash when changed:
                _log.Append();
                break;
            case Durability.None when flush || _log.BufferedLength >= BufferedBytesMax:
                _log.Append();
                break;
            default:
                break;
        }
    }

    private void Sync()
    {
        long began = Stopwatch.GetTimestamp();
        _log.Sync();
        _meter.Synced(began);
        Volatile.Write(ref _syncs, _syncs + 1);
    }

    private void AppendSeal()
    {
        try
        {
            _seals.Append(_log.SealOfEnd);
        }
        catch (StoreFullException)
        {
            if (!_space.TryRelease()) throw;
            _seals.Append(_log.SealOfEnd);
        }
    }

    private void Publish(long commits)
    {
        PublishedHead old = _published;
        _published = NewHead();
        old.Snapshot.Dispose();
        Volatile.Write(ref _commits, _commits + commits);
        Volatile.Write(ref _groups, _groups + 1);
    }

    private PublishedHead NewHead()
    {
        var head = new Head(_log.Chain.Revision, _prover.Digest, _log.Chain.NextSequence, _prover.Count);
        return new PublishedHead(head, _prover.Snapshot(), _log.Chain, _log.LastUnixNanoseconds, _log.Incarnation);
    }

    private CommitResult Apply(MappedBatch batch)
    {
        if (batch.Key is { } key && batch.CanChange && _keys.TryFind(key, out KeyUse use)) return Again(key, use);
        Digest before = _log.Chain.Digest;
        if (batch.Source.ExpectedDigest is { } expected && expected != before)
            return Refuse(CommitOutcome.Conflict, OperationRefusal.None, RefusalText.Conflict(expected, before));
        if (batch.CanChange && _space.Refusal(_log.BufferedLength + batch.Bytes) is { } tooFull)
            return Refuse(CommitOutcome.NoSpace, OperationRefusal.None, tooFull);
        long now = Math.Max(_log.LastUnixNanoseconds, UnixNanoseconds());
        var answers = new OperationAnswer[batch.Operations.Length];
        _log.Begin(batch.Notes, now);
        var observer = new CommitObserver(_log.Encoder, answers);
        bool applied = BatchApplication.TryApply(_prover, batch.Operations, ref observer, out OperationRefusal failed);
        bool fits = applied && (!batch.CanChange || TryNameIds(batch, answers));

        // Only now the values that it replaces, which the record holds as well, are known.
        string? noSpace = fits && batch.CanChange ? _space.Refusal(_log.BufferedLength) : null;
        if (!fits || !batch.CanChange || noSpace is not null)
        {
            _prover.Discard();
            _log.Encoder.Abandon();
            if (failed.Index >= 0) return Refuse(CommitOutcome.Refused, failed, RefusalText.Of(failed, _prover.Parameters));
            if (!fits) return Refuse(CommitOutcome.TooLarge, OperationRefusal.None, RefusalText.RecordTooLarge);
            if (noSpace is not null) return Refuse(CommitOutcome.NoSpace, OperationRefusal.None, noSpace);
            return new CommitResult(
                CommitOutcome.Answered, _log.Chain.Revision, 0, before, before, answers, -1, default, ReadProof(batch), null);
        }

        AddSections(batch);
        ulong sequence = _log.Chain.NextSequence;
        BoundedBuffer? proof = batch.Source.WithProof ? new BoundedBuffer(_options.ProofBytesMax) : null;
        Digest after = proof is null ? _prover.Seal() : _prover.Seal(proof);
        RevisionPlace place = _log.Complete(after, batch.Operations.Length, now);
        long revision = _log.Chain.Revision;
        if (_prover.Revision != revision)
            throw new InvalidOperationException($"The tree is at revision {_prover.Revision} and the log at {revision}.");
        _revisions.Add(revision, place);
        RememberIds(batch);
        if (batch.Key is { } used) _keys.Add(new KeyUse(used.Hash, used.Batch, revision, after));
        if (_notes is not null) _noted.Add(new NotedBatch(revision, batch, answers));
        return new CommitResult(
            CommitOutcome.Committed, revision, sequence, before, after, answers, -1, default, proof?.ToArray(), null);
    }

    private void AddSections(MappedBatch batch)
    {
        if (batch.Notes.Length > 0) _log.Encoder.Notes(batch.Notes);
        if (batch.Source.Erasures.Count > 0) _log.Encoder.Erasures(batch.Source.Erasures);
        if (batch.Key is { } named) _log.Encoder.Key(named);
    }

    // Before anybody sees the revision its bodies can be read; a crash before that finds them in the log.
    private void TakeNotes()
    {
        foreach (NotedBatch noted in _noted) noted.HandTo(_notes!); // there are some only where there are notes
        _noted.Clear();
    }

    // Whatever the mode, a body is overwritten only when nothing can take the record away that says so.
    private void Erase(IReadOnlyList<PendingWork> group)
    {
        foreach (PendingWork work in group)
        {
            bool erases = work is PendingCommit { Batch.Source.Erasures.Count: > 0, Prepared.Outcome: CommitOutcome.Committed };
            if (!erases || _eraser is null) continue;
            _log.Append();
            if (_log.IsAhead)
            {
                Sync();
                AppendSeal();
            }

            var commit = (PendingCommit)work;
            commit.Prepared = commit.Prepared! with { ErasedPlaces = _eraser.Run(commit.Batch.Source.Erasures) }; // it is committed
        }
    }

    // The batch of a group that is not synced yet is one of these, too: its answer waits for the same sync.
    private CommitResult Again(in BatchKey key, in KeyUse use) => key.Batch != use.Batch
        ? Refuse(CommitOutcome.KeyReused, OperationRefusal.None, RefusalText.KeyReused(use.Revision))
        : new CommitResult(CommitOutcome.Repeated, use.Revision, 0, use.After, use.After, [], -1, default, null, null);

    private CommitResult Refuse(CommitOutcome outcome, OperationRefusal failed, string explanation)
    {
        Volatile.Write(ref _refusals, _refusals + 1);
        Digest digest = _log.Chain.Digest;
        return new CommitResult(
            outcome, _log.Chain.Revision, 0, digest, digest, [], failed.Index, failed.Outcome, null, explanation);
    }

    private PreviewResult Try(MappedBatch batch)
    {
        Digest before = _log.Chain.Digest;
        long revision = _log.Chain.Revision;
        if (batch.Source.ExpectedDigest is { } expected && expected != before)
        {
            return new PreviewResult(
                CommitOutcome.Conflict, revision, before, before, -1, default, null, RefusalText.Conflict(expected, before));
        }

        BoundedBuffer? proof = batch.Source.WithProof ? new BoundedBuffer(_options.ProofBytesMax) : null;
        if (_prover.TryPreview(batch.Operations, proof, out Digest after, out int failedIndex, out Outcome outcome))
            return new PreviewResult(CommitOutcome.Answered, revision, before, after, -1, default, proof?.ToArray(), null);
        var failed = new OperationRefusal(failedIndex, outcome);
        return new PreviewResult(CommitOutcome.Refused, revision, before, before, failedIndex, outcome, null,
            RefusalText.Of(failed, _prover.Parameters));
    }

    private byte[]? ReadProof(MappedBatch batch)
    {
        if (!batch.Source.WithProof) return null;
        var proof = new BoundedBuffer(_options.ProofBytesMax);
        return _prover.TryPreview(batch.Operations, proof, out _, out int index, out Outcome outcome)
            ? proof.ToArray()
            : throw new InvalidOperationException($"Lookup {index} was answered and then refused: {outcome}.");
    }

    // The id of a key that has a value was named when it got one. Those of the others go into the record; they are remembered only once the
    // record is complete.
    private bool TryNameIds(MappedBatch batch, OperationAnswer[] answers)
    {
        _named.Clear();
        for (int i = 0; _ids.AreRemembered && i < batch.Operations.Length; i++)
        {
            ReadOnlySpan<byte> key = batch.Operations[i].Key.Span;
            if (answers[i].Outcome != Outcome.Absent || !_named.Add(new Label(key))) continue;
            if (_named.Count == 1) _log.Encoder.BeginIds();
            ReadOnlySpan<byte> id = batch.Ids[i].Span;
            if ((long)_log.Encoder.PayloadLength + id.Length + 8 > LogFormat.FramePayloadMax) return false;
            _log.Encoder.Id(i, id);
        }

        return _log.Encoder.PayloadLength <= LogFormat.FramePayloadMax;
    }

    private void RememberIds(MappedBatch batch)
    {
        if (_named.Count == 0) return;
        for (int i = 0; i < batch.Operations.Length; i++)
        {
            if (_named.Contains(new Label(batch.Operations[i].Key.Span))) _ids.Add(batch.Operations[i].Key.Span, batch.Ids[i].Span);
        }
    }

    private long UnixNanoseconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
