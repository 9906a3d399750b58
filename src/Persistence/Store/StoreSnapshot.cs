using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>One revision of a store for reading, by the ids that users write.</summary>
/// <remarks>Any thread, no locks, as long as it is not disposed of. It never changes, whatever the store does.</remarks>
public sealed class StoreSnapshot : IDisposable
{
    private readonly KeyIds _ids;
    private readonly Snapshot _snapshot;

    internal StoreSnapshot(StoreDefinition definition, KeyIds ids, Snapshot snapshot)
    {
        Definition = definition;
        _ids = ids;
        _snapshot = snapshot;
        Revision = snapshot.Revision;
        Digest = snapshot.Digest;
        Count = snapshot.Count;
    }

    /// <summary>What the store was created for.</summary>
    public StoreDefinition Definition { get; }

    /// <summary>The revision.</summary>
    public long Revision { get; }

    /// <summary>Its digest.</summary>
    public Digest Digest { get; }

    /// <summary>The number of keys.</summary>
    public long Count { get; }

    /// <summary>The revision of the tree; it lives as long as this.</summary>
    internal Snapshot Tree => _snapshot;

    internal KeyIds Ids => _ids;

    /// <summary>What keeps the revision's nodes in the store; null for one that the tree itself holds.</summary>
    internal ShelfHold? Hold { get; init; }

    internal NoteStore? Notes { get; init; }

    /// <summary>Reads the value of an id.</summary>
    /// <param name="id">The id as the user writes it.</param>
    /// <param name="value">A copy of the value, which the caller owns.</param>
    /// <returns>False if the id has no value, or cannot be a key at all (see <see cref="Explain"/>).</returns>
    public bool TryGet(ReadOnlySpan<byte> id, [NotNullWhen(true)] out byte[]? value) => Get(id, out value) == Outcome.Present;

    /// <summary>Reads the value of an id.</summary>
    /// <param name="id">The id as the user writes it.</param>
    /// <param name="value">A copy of the value, which the caller owns, or null.</param>
    /// <returns>
    /// <see cref="Outcome.Present"/> or <see cref="Outcome.Absent"/>; <see cref="Outcome.KeyLength"/> or
    /// <see cref="Outcome.KeySentinel"/> if the id cannot be a key.
    /// </returns>
    public Outcome Get(ReadOnlySpan<byte> id, out byte[]? value)
    {
        value = null;
        Span<byte> key = stackalloc byte[TreeParameters.KeyLengthMax];
        key = key[..Definition.Parameters.KeyLength];
        if (!Definition.Keys.TryMap(id, key)) return _ids.RefusalOf(id);
        var found = new ArrayBufferWriter<byte>();
        if (!_snapshot.TryGet(key, found)) return Outcome.Absent;
        value = found.WrittenSpan.ToArray();
        return Outcome.Present;
    }

    /// <summary>Reads the body of a note.</summary>
    /// <param name="id">The id as the user writes it.</param>
    /// <param name="body">A copy of the body, whose commitment is the value of the id; null unless found. The caller owns it.</param>
    /// <exception cref="StoreDamagedException">The body is damaged, or lost, and the log has no other.</exception>
    /// <exception cref="StoreException">The disk fails, or the store is closed.</exception>
    public NoteOutcome TryReadNote(ReadOnlySpan<byte> id, out byte[]? body)
    {
        body = null;
        if (Get(id, out byte[]? value) != Outcome.Present || value is null) return NoteOutcome.Absent;
        if (Notes is null || value.Length != NoteValue.Length) return NoteOutcome.NotANote;
        return Notes.Read(new Label(value), id, out body);
    }

    /// <summary>Why an id cannot be a key, in one sentence for a person.</summary>
    /// <param name="id">An id for which <see cref="Get"/> answered that it cannot be a key.</param>
    public string Explain(ReadOnlySpan<byte> id) => Definition.Keys.Explain(id);

    /// <summary>Yields entries in the order of their keys.</summary>
    /// <param name="range">Which entries.</param>
    /// <param name="entries">The entries, read as they are enumerated; the snapshot must live as long.</param>
    /// <param name="refusal">One sentence that says why the range cannot be scanned, or null.</param>
    /// <returns>False if the range cannot be scanned: hashed keys keep no order of ids.</returns>
    public bool TryScan(in ScanRange range, out IEnumerable<StoreEntry> entries, [NotNullWhen(false)] out string? refusal)
    {
        entries = [];
        refusal = RefusalOf(range);
        if (refusal is null) entries = new RangeScan(this, range);
        return refusal is null;
    }

    /// <summary>
    /// Yields the entries whose values differ between this revision and a later one, in the order of their keys. What the labels show to be
    /// the same is not read: the work is in proportion to the differences.
    /// </summary>
    /// <param name="later">The other revision of the same store; it may be the older one.</param>
    /// <param name="range">Which entries; not descending.</param>
    /// <param name="differences">The differences, read as they are enumerated; both snapshots must live as long.</param>
    /// <param name="refusal">One sentence that says why the range cannot be compared, or null.</param>
    /// <returns>False if it cannot: hashed keys keep no order of ids, and differences come in ascending order only.</returns>
    /// <exception cref="ArgumentException">The other revision is of another store.</exception>
    public bool TryCompare(
        StoreSnapshot later, in ScanRange range, out IEnumerable<StoreDifference> differences, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(later);
        if (!ReferenceEquals(later._ids, _ids)) throw new ArgumentException("The revisions are of different stores.", nameof(later));
        differences = [];
        refusal = range.Descending ? "Differences come in ascending order only." : RefusalOf(range);
        if (refusal is null) differences = new RangeComparison(this, later, range);
        return refusal is null;
    }

    /// <summary>Proves what this revision answers for some ids: their values, or that they have none.</summary>
    /// <param name="ids">The ids in the order in which the verifier will look them up, at most 100,000.</param>
    /// <param name="proof">The proof against <see cref="Digest"/>, or null.</param>
    /// <param name="failedIndex">The id that cannot be a key, or -1.</param>
    /// <param name="refusal">One sentence that says why there is no proof, or null.</param>
    public bool TryProve(
        IReadOnlyList<ReadOnlyMemory<byte>> ids,
        [NotNullWhen(true)] out byte[]? proof,
        out int failedIndex,
        [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(ids);
        proof = null;
        failedIndex = -1;
        refusal = null;
        if (ids.Count > StoreOptions.BatchOperationsLimit)
        {
            refusal = $"A proof is for at most {StoreOptions.BatchOperationsLimit} ids, and {ids.Count} were asked for.";
            return false;
        }

        var keys = new ReadOnlyMemory<byte>[ids.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            byte[] key = new byte[Definition.Parameters.KeyLength];
            keys[i] = key;
            if (Definition.Keys.TryMap(ids[i].Span, key)) continue;
            failedIndex = i;
            refusal = string.Create(CultureInfo.InvariantCulture, $"Id {i}: {Definition.Keys.Explain(ids[i].Span)}");
            return false;
        }

        var written = new BoundedBuffer(StoreOptions.ProofBytesLimit);
        if (!_snapshot.TryProve(keys, written, out failedIndex, out Outcome outcome))
            refusal = RefusalText.Of(new OperationRefusal(failedIndex, outcome), Definition.Parameters);
        else if ((proof = written.ToArray()) is null)
            refusal = $"A proof has at most {StoreOptions.ProofBytesLimit} bytes, and this one {written.Length}; ask for fewer ids.";
        return refusal is null && proof is not null;
    }

    /// <summary>Lets the revision's memory go once nobody else reads it.</summary>
    public void Dispose()
    {
        _snapshot.Dispose();
        Hold?.Dispose();
    }

    private string? RefusalOf(in ScanRange range)
    {
        if (Definition.KeyMode == KeyMode.Hashed && !range.IsEverything)
            return "The keys of this tree are hashes of the ids, so it has no ranges or prefixes of ids: only a scan of everything.";
        if (range.Limit is < 0)
            return string.Create(CultureInfo.InvariantCulture, $"A scan's limit is 0 or more, not {range.Limit}.");
        return !range.AfterKey.IsEmpty && range.AfterKey.Length != Definition.Parameters.KeyLength
            ? $"A key of this tree has {Definition.Parameters.KeyLength} bytes, not {range.AfterKey.Length}."
            : null;
    }
}
