using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>
/// Maps ids to keys and keys back to ids. For hashed keys the ids that the log has named stand in memory until a checkpoint has put them
/// into the node store, under their keys.
/// </summary>
/// <remarks>
/// Any thread may ask; only the writer adds. An id belongs to its key for good, so an id whose batch is not yet published, or whose
/// key has been removed, does no harm.
/// </remarks>
internal sealed class KeyIds(StoreDefinition definition)
{
    // Replaced by the writer when a checkpoint takes the ids; read by anyone.
    private volatile ConcurrentDictionary<Label, byte[]>? _pending =
        definition.KeyMode == KeyMode.Hashed ? new ConcurrentDictionary<Label, byte[]>() : null;

    private volatile ConcurrentDictionary<Label, byte[]>? _storing;
    private volatile VerifiedNodes? _nodes;
    private long _pendingBytes; // the writer's

    /// <summary>The mapping of ids to keys.</summary>
    internal KeyScheme Keys => definition.Keys;

    /// <summary>Whether ids cannot be told from keys, so that the log has to name them.</summary>
    internal bool AreRemembered => _pending is not null;

    /// <summary>The bytes of the ids that no node store has yet, about; the writer's.</summary>
    internal long PendingBytes => _pendingBytes;

    /// <summary>Names the store in which ids are found that are not in memory.</summary>
    internal void Attach(VerifiedNodes nodes) => _nodes = nodes;

    internal void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id)
    {
        const int entryBytes = 120;
        if (_pending?.TryAdd(new Label(key), id.ToArray()) == true) _pendingBytes += id.Length + entryBytes;
    }

    /// <summary>
    /// Hands over the ids that are to be stored now; they are found in memory until <see cref="EndStoring"/>. The writer's.
    /// </summary>
    internal IReadOnlyCollection<KeyValuePair<Label, byte[]>> BeginStoring()
    {
        if (_pending is null) return [];
        ConcurrentDictionary<Label, byte[]> taken = _pending;
        _storing = taken;
        _pending = new ConcurrentDictionary<Label, byte[]>();
        _pendingBytes = 0;
        return taken;
    }

    /// <summary>The ids handed over are in the node store.</summary>
    internal void EndStoring() => _storing = null;

    /// <summary>The id behind a key whose id the log has named; null for a key that no id maps to.</summary>
    /// <exception cref="StoreDamagedException">The id is damaged or missing.</exception>
    /// <exception cref="StoreException">The node store cannot be read.</exception>
    internal byte[]? Find(ReadOnlySpan<byte> key)
    {
        if (_pending is { } pending) return key.Length == Label.Length ? Find(pending, new Label(key)) : null;
        Span<byte> id = stackalloc byte[TreeParameters.KeyLengthMax];
        return definition.Keys.TryRecover(key, id, out int length) ? id[..length].ToArray() : null;
    }

    /// <summary>Why an id cannot be a key, as the outcome of an operation on it.</summary>
    internal Outcome RefusalOf(ReadOnlySpan<byte> id) =>
        definition.KeyMode == KeyMode.Raw && id.Length == definition.Parameters.KeyLength ? Outcome.KeySentinel : Outcome.KeyLength;

    private byte[]? Find(ConcurrentDictionary<Label, byte[]> pending, Label key)
    {
        if (pending.TryGetValue(key, out byte[]? known) || _storing?.TryGetValue(key, out known) == true) return known;

        // Stored and handed over while this looked elsewhere.
        return _nodes?.ReadId(key);
    }
}
