using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>A tree in a data directory that this process has open.</summary>
/// <param name="store">The store; it is closed with this.</param>
/// <param name="closingFailed">
/// Told why a store could not be closed in good order, or stopped after the last answer; may throw. Null for nobody.
/// </param>
internal sealed class LocalTreeAccess(TreeStore store, Action<Exception>? closingFailed = null) : ITreeAccess
{
    // A page ends early when its values are long, so that no answer is unbounded.
    private const int PageBytesMax = 8 << 20;

    private readonly StoreUpkeep _upkeep = new(store);
    private readonly StoreRevisions _revisions = new(store);
    private readonly SemaphoreSlim _crosschecking = new(1); // it takes long, and much
    private volatile bool _isToldOfStop; // whoever asked last has heard that the store stopped

    public Task<Answer<TreeFacts>> ReadFactsAsync(CancellationToken cancellation) =>
        Task.FromResult<Answer<TreeFacts>>(TreeFacts.Of(store));

    public Task<Answer<Health>> ReadHealthAsync(CancellationToken cancellation)
    {
        const string stopped = "The store has stopped after a failure; start the service again.";
        Answer<Health> health = store.StopCause is not null ? new Problem(ProblemKind.StoreStopped, stopped)
            : store.SpaceState == SpaceState.Degraded ? new Problem(ProblemKind.NoSpace, SpaceFacts.Sentence)
            : new Health("ok");
        return Task.FromResult(health);
    }

    public Task<Answer<TrustResult>> TrustAsync(long? revision, CancellationToken cancellation) => Task.FromResult(Trust(revision));

    public Task<Answer<EntryResult>> GetAsync(EntryRequest request, CancellationToken cancellation) => Task.FromResult(Get(request));

    public async Task<Answer<BatchResult>> CommitAsync(BatchRequest request, CancellationToken cancellation)
    {
        if (!BatchReader.TryRead(request, out Batch? batch, out Problem? problem)) return problem;
        CommitResult result = await HearAsync(() => store.CommitAsync(batch, cancellation));
        if (result.Outcome == CommitOutcome.Repeated)
        {
            string? before = store.TryGetDigest(result.Revision - 1, out Digest digest) ? digest.ToString() : null;
            return new BatchResult("repeated", result.Revision, before, result.After.ToString());
        }

        if (result.Outcome is not (CommitOutcome.Committed or CommitOutcome.Answered))
            return ProblemOf.Refusal(result.Outcome, result.Before, result.FailedIndex, result.FailedOutcome, result.Explanation);
        bool isCommitted = result.Outcome == CommitOutcome.Committed;
        return new BatchResult(
            isCommitted ? "committed" : "answered",
            result.Revision,
            result.Before.ToString(),
            result.After.ToString(),
            isCommitted ? LogRecord.FormatSequence(result.FirstSequence) : null,
            [.. result.Answers.Select(answer => new OperationResult(ProblemOf.WordOf(answer.Outcome), Bytes.From(answer.OldValue)))],
            result.Proof);
    }

    public async Task<Answer<BatchResult>> PreviewAsync(BatchRequest request, CancellationToken cancellation)
    {
        if (!BatchReader.TryRead(request, out Batch? batch, out Problem? problem)) return problem;
        PreviewResult result = await HearAsync(() => Task.Run(() => store.Preview(batch, request.Proof), cancellation));
        if (result.Outcome is not (CommitOutcome.Committed or CommitOutcome.Answered))
            return ProblemOf.Refusal(result.Outcome, result.Before, result.FailedIndex, result.FailedOutcome, result.Explanation);
        return new BatchResult(
            "preview", result.Revision, result.Before.ToString(), result.After.ToString(), Proof: result.Proof);
    }

    public Task<Answer<ScanPage>> ScanAsync(ScanRequest request, CancellationToken cancellation) => Task.FromResult(Scan(request));

    public Task<Answer<ScanCount>> CountAsync(ScanRequest request, CancellationToken cancellation) =>
        Task.Run(() => Count(request, cancellation), cancellation);

    public Task<Answer<ProofFile>> ProveAsync(ProveRequest request, CancellationToken cancellation) =>
        Task.Run(() => Prove(request), cancellation);

    public Task<Answer<LogPage>> ReadLogAsync(long from, int limit, CancellationToken cancellation) =>
        Task.Run(() => ReadLog(from, limit, cancellation), cancellation);

    public Task<Answer<RevisionPage>> ListRevisionsAsync(RevisionsRequest request, CancellationToken cancellation) =>
        Task.Run(() => _revisions.List(request, cancellation), cancellation);

    public Task<Answer<DifferencePage>> CompareAsync(DifferencesRequest request, CancellationToken cancellation) =>
        Task.Run(() => new RevisionComparison(store.Definition, _revisions).Compare(request), cancellation);

    public Task<Answer<NoteResult>> ReadNoteAsync(EntryRequest request, CancellationToken cancellation) =>
        Task.Run(() => new StoreNotes(store, _revisions).Read(request), cancellation);

    public Task<Answer<NoteErasureResult>> EraseNoteAsync(
        ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        HearAsync(() => Task.Run(() => new StoreNotes(store, _revisions).Erase(id, value), CancellationToken.None));

    public async Task<Answer<CrosscheckResult>> CrosscheckAsync(CancellationToken cancellation)
    {
        await _crosschecking.WaitAsync(cancellation);
        try
        {
            return await Task.Run(new StoreNotes(store, _revisions).Crosscheck, CancellationToken.None);
        }
        finally
        {
            _crosschecking.Release();
        }
    }

    public Task<Answer<CheckResult>> CheckAsync(CancellationToken cancellation) => _upkeep.CheckAsync(cancellation);

    public Task<Answer<CheckpointList>> ListCheckpointsAsync(CancellationToken cancellation) => Task.FromResult(_upkeep.List());

    public Task<Answer<CheckpointResult>> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation) =>
        HearAsync(() => _upkeep.CheckpointAsync(request, cancellation));

    public Task<Answer<UnpinResult>> UnpinCheckpointAsync(string name, CancellationToken cancellation) =>
        HearAsync(() => _upkeep.UnpinAsync(name, cancellation));

    public ValueTask DisposeAsync()
    {
        store.Dispose();
        _upkeep.Dispose();
        _crosschecking.Dispose();
        if (!_isToldOfStop && store.StopCause is { } cause) closingFailed?.Invoke(cause);
        return ValueTask.CompletedTask;
    }

    // A store may also stop between two answers, by a checkpoint in the background that fails.
    private async Task<T> HearAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (StoreStoppedException)
        {
            _isToldOfStop = true;
            throw;
        }
    }

    private Answer<TrustResult> Trust(long? revision)
    {
        Head head = store.Head;
        long wanted = revision ?? head.Revision;
        if (!store.TryGetDigest(wanted, out Digest digest)) return ProblemOf.NoRevision(wanted, head.Revision);
        StoreDefinition definition = store.Definition;
        TreeParameters parameters = definition.Parameters;
        var trust = new TrustString(definition.TreeId, parameters.KeyLength, parameters.ValueLength, definition.KeyMode, digest);
        return new TrustResult(trust.ToString(), wanted, digest.ToString());
    }

    private Answer<EntryResult> Get(EntryRequest request)
    {
        ReadOnlyMemory<byte> id = request.Id;
        if (!_revisions.TryOpen(request.Revision, out StoreSnapshot? opened, out Problem? problem)) return problem;
        using StoreSnapshot snapshot = opened;
        Outcome outcome = snapshot.Get(id.Span, out byte[]? value);
        if (outcome == Outcome.Absent) return ProblemOf.Missing(id.Span);
        if (value is null) return ProblemOf.InvalidId(snapshot.Explain(id.Span));
        var entry = new EntryResult(new Bytes(id), new Bytes(value), snapshot.Revision, snapshot.Digest.ToString());
        if (!request.Proof) return entry;
        return Prove(snapshot, [new Bytes(id)]).TryGet(out ProofFile? proof, out problem) ? entry with { Proof = proof } : problem;
    }

    private Answer<ScanPage> Scan(ScanRequest request)
    {
        byte[] after = [];
        long before = 0;
        if (request.Cursor is { } cursor && !PageCursor.TryRead(cursor, store.Definition.Parameters.KeyLength, out before, out after))
            return new Problem(ProblemKind.InvalidRequest, "The cursor is not one that an earlier page gave.");
        if (request.Cursor is not null && request.Revision is { } wanted && wanted != before)
            return new Problem(ProblemKind.InvalidRequest, $"The cursor is of a page of revision {before}, not {wanted}.");
        if (request.Limit is < 1 or > ScanRequest.PageMax)
            return new Problem(ProblemKind.InvalidRequest, $"A page has 1 to {ScanRequest.PageMax} entries, not {request.Limit}.");
        bool goesOn = request is { Revision: null, Cursor: not null };
        Problem? problem = null;
        StoreSnapshot? opened = goesOn ? _revisions.Reopen(before) : null;
        if (opened is null && !_revisions.TryOpen(request.Revision, out opened, out problem)) return problem;
        using StoreSnapshot snapshot = opened;
        ScanRange range = RangeOf(request) with { AfterKey = after, Limit = request.Limit + 1 };
        if (!snapshot.TryScan(range, out IEnumerable<StoreEntry> entries, out string? refusal)) return RefusedRange(refusal);
        var page = new List<WireEntry>();
        long bytes = 0;
        byte[] last = [];
        bool hasMore = false;
        foreach (StoreEntry entry in entries)
        {
            hasMore = page.Count == request.Limit || (bytes > 0 && bytes + entry.Value.Length > PageBytesMax);
            if (hasMore) break;
            bytes += entry.Value.Length + entry.Key.Length + (entry.Id?.Length ?? 0);
            last = entry.Key;
            string? key = entry.Id is null ? Convert.ToHexStringLower(entry.Key) : null;
            page.Add(new WireEntry(new Bytes(entry.Value), Bytes.From(entry.Id), key));
        }

        string? next = hasMore ? PageCursor.Write(snapshot.Revision, last) : null;
        return new ScanPage(page, snapshot.Revision, snapshot.Digest.ToString(), next);
    }

    private Answer<ScanCount> Count(ScanRequest request, CancellationToken cancellation)
    {
        if (!_revisions.TryOpen(request.Revision, out StoreSnapshot? opened, out Problem? problem)) return problem;
        using StoreSnapshot snapshot = opened;
        ScanRange range = RangeOf(request);
        if (!snapshot.TryScan(range, out IEnumerable<StoreEntry> entries, out string? refusal)) return RefusedRange(refusal);
        long count = 0;
        if (range.IsEverything) return new ScanCount(snapshot.Count, snapshot.Revision, snapshot.Digest.ToString());
        foreach (StoreEntry _ in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            count++;
        }

        return new ScanCount(count, snapshot.Revision, snapshot.Digest.ToString());
    }

    private Answer<ProofFile> Prove(ProveRequest request)
    {
        if (request.Ids.Count == 0) return new Problem(ProblemKind.InvalidRequest, "A proof is for at least one id.");
        if (!_revisions.TryOpen(request.Revision, out StoreSnapshot? opened, out Problem? problem)) return problem;
        using StoreSnapshot snapshot = opened;
        return Prove(snapshot, request.Ids);
    }

    internal static Answer<ProofFile> Prove(StoreSnapshot snapshot, IReadOnlyList<Bytes> wanted)
    {
        ReadOnlyMemory<byte>[] ids = [.. wanted.Select(id => id.Memory)];
        if (!snapshot.TryProve(ids, out byte[]? proof, out int failedIndex, out string? refusal))
            return new Problem(failedIndex < 0 ? ProblemKind.TooLarge : ProblemKind.InvalidId, refusal);
        StoreDefinition definition = snapshot.Definition;
        byte[] key = new byte[definition.Parameters.KeyLength];
        var entries = new ProofFileEntry[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            definition.Keys.TryMap(ids[i].Span, key); // the proof was made for it, so it is an id
            bool found = snapshot.TryGet(ids[i].Span, out byte[]? value);
            entries[i] = new ProofFileEntry(wanted[i], Convert.ToHexStringLower(key), found, Bytes.From(value));
        }

        return new ProofFile(
            ProofFile.FormatName, definition.TreeId, Words.Of(definition.KeyMode), definition.Parameters.KeyLength,
            snapshot.Digest.ToString(), snapshot.Revision, entries, proof, definition.Parameters.ValueLength);
    }

    private Answer<LogPage> ReadLog(long from, int limit, CancellationToken cancellation)
    {
        long head = store.Head.Revision;
        if (from < 1) return new Problem(ProblemKind.InvalidRequest, $"The first revision of the log is 1, not {from}.");
        if (limit is < 1 or > LogPage.RecordsMax)
            return new Problem(ProblemKind.InvalidRequest, $"A page of the log has 1 to {LogPage.RecordsMax} records, not {limit}.");
        var records = new List<LogRecordResult>();
        long bytes = 0;
        foreach (LogRecord record in from > head ? [] : store.ReadLog(from))
        {
            cancellation.ThrowIfCancellationRequested();
            if (records.Count == limit || bytes > PageBytesMax) break;
            records.Add(LogRecordResult.Of(record));
            foreach (LoggedOperation operation in record.Operations)
            {
                bytes += operation.Key.Length + operation.Value.Length;
                bytes += (operation.PreviousValue?.Length ?? 0) + (operation.Id?.Length ?? 0);
            }
        }

        long next = from + records.Count;
        return new LogPage(records, head, records.Count > 0 && next <= head ? next : null);
    }

    private static ScanRange RangeOf(ScanRequest request) =>
        new() { From = request.From, To = request.To, Prefix = request.Prefix, Descending = request.Reverse };

    private static Problem RefusedRange(string refusal) => new(ProblemKind.RangeOfHashedTree, refusal);
}
