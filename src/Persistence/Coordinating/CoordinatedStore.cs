using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>
/// Commits batches in a user's database and in a store, so that after any crash they are in both or in neither: the batch is written down
/// under its key, then the database applies it, then the log. Opening finishes or cancels by the key what was cut off.
/// </summary>
/// <remarks>
/// Any thread; batches are committed one after the other. Nobody may write to the store or to the entries in the database but through this,
/// or a batch that the database has applied may be refused by the tree. The store stays the caller's.
/// </remarks>
public sealed class CoordinatedStore
{
    private const int KeyLength = 16;

    private readonly TreeStore _store;
    private readonly INoteStore _theirs;
    private readonly BatchIntent _intent;
    private readonly Lock _turn = new();
    private bool _isOpen; // under the lock: whether a batch is written down that may not be settled

    private CoordinatedStore(TreeStore store, IDisk disk, INoteStore theirs)
    {
        _store = store;
        _theirs = theirs;
        _intent = new BatchIntent(disk, store.DefinitionFile.StoreId);
    }

    /// <summary>What opening found of a batch that a crash had cut off.</summary>
    public SettledIntent Settled { get; private set; }

    /// <summary>Begins to coordinate, and settles what a crash had cut off.</summary>
    /// <param name="store">The open store; every answer of it must be durable, and it must remember idempotency keys.</param>
    /// <param name="disk">The directory of the store, where the batch that is under way is written down.</param>
    /// <param name="theirs">The database.</param>
    /// <exception cref="ArgumentException">The store is open in another mode, or remembers no keys.</exception>
    /// <exception cref="StoreException">
    /// The disk fails; or database and tree have gone different ways, so that what one has applied the other refuses.
    /// </exception>
    public static CoordinatedStore Open(TreeStore store, IDisk disk, INoteStore theirs)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(theirs);
        if (store.Options is not { Durability: Durability.Durable, IdempotencyKeysMax: > 0 })
            throw new ArgumentException("A coordinated store is durable and remembers idempotency keys.", nameof(store));
        var coordinated = new CoordinatedStore(store, disk, theirs) { _isOpen = true };
        lock (coordinated._turn) coordinated.Settled = coordinated.Settle();
        return coordinated;
    }

    /// <summary>Commits a batch in both.</summary>
    /// <param name="batch">
    /// The batch; without an idempotency key it gets a random one. Its memory must not change while the call runs.
    /// </param>
    /// <returns>The answer of the tree. A batch that it refuses has not reached the database.</returns>
    /// <exception cref="StoreException">
    /// The disk fails, the store has no room, or database and tree have gone different ways; the next call, or opening, settles the batch.
    /// </exception>
    public CommitResult Commit(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_turn)
        {
            Settle();
            if (batch.IdempotencyKey.IsEmpty) batch = batch with { IdempotencyKey = RandomNumberGenerator.GetBytes(KeyLength) };
            bool canChange = batch.Operations.Any(operation => RecordShape.CanChange(operation.Kind));
            if (!canChange || IsLogged(batch)) return _store.Commit(batch);
            PreviewResult preview = _store.Preview(batch, proof: false);
            if (preview.Outcome != CommitOutcome.Answered) return Refused(preview);
            _isOpen = true;
            _intent.Write(batch);
            if (_theirs.Apply(batch.IdempotencyKey, batch) != KeyState.Applied)
            {
                Close();
                return Refused(preview with
                {
                    Outcome = CommitOutcome.KeyReused,
                    Explanation = "The idempotency key was cancelled in the database; a key stands for one batch.",
                });
            }

            return Finish(batch);
        }
    }

    /// <summary>Does something while nothing is committed, for instance a backup of both.</summary>
    /// <param name="work">What to do; what it throws passes through.</param>
    /// <exception cref="StoreException">What was under way cannot be settled.</exception>
    public void Pause(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_turn)
        {
            Settle();
            work();
        }
    }

    /// <summary>Compares the tree with the database while nothing is committed.</summary>
    /// <param name="differencesMax">After how many differences to stop.</param>
    /// <exception cref="StoreException">What was under way cannot be settled, or the disk fails.</exception>
    public CrosscheckReport Compare(int differencesMax = 1000)
    {
        lock (_turn)
        {
            Settle();
            using StoreSnapshot snapshot = _store.Snapshot();
            return Crosscheck.Run(snapshot, _theirs, differencesMax);
        }
    }

    private bool IsLogged(Batch batch) => _store.Keys.Remembers(BatchKey.HashOf(batch.IdempotencyKey.Span));

    private SettledIntent Settle()
    {
        if (!_isOpen) return SettledIntent.None;
        if (_intent.Read() is not { } batch)
        {
            _isOpen = false;
            return SettledIntent.None;
        }

        ReadOnlyMemory<byte> key = batch.IdempotencyKey;
        KeyState state = IsLogged(batch) ? _theirs.Apply(key, batch) : _theirs.StateOf(key);
        if (state == KeyState.Unknown) state = _theirs.Cancel(key);
        if (state == KeyState.Applied) Finish(batch);
        else if (IsLogged(batch)) throw Parted("the log has a batch that was cancelled in the database");
        else Close();
        return state == KeyState.Applied ? SettledIntent.Finished : SettledIntent.Cancelled;
    }

    // The database has the batch, so the log must have it, too.
    private CommitResult Finish(Batch batch)
    {
        CommitResult result = _store.Commit(batch);
        switch (result.Outcome)
        {
            case CommitOutcome.Committed or CommitOutcome.Repeated:
                Close();
                return result;
            case CommitOutcome.QueueFull or CommitOutcome.NoSpace:
                throw new StoreException(
                    $"The database has applied a batch that the store cannot take at this moment: {result.Explanation}");
            default:
                throw Parted($"the database has applied a batch that the tree refuses ({result.Explanation})");
        }
    }

    private void Close()
    {
        _intent.Remove();
        _isOpen = false;
    }

    private static CommitResult Refused(PreviewResult preview) => new(
        preview.Outcome, preview.Revision, 0, preview.Before, preview.Before, [], preview.FailedIndex, preview.FailedOutcome, null,
        preview.Explanation);

    private static StoreException Parted(string how) =>
        new($"The database and the tree have gone different ways: {how}. Compare them key by key (basis crosscheck).");
}
