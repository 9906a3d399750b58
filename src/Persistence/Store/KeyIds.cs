using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>Maps ids to keys and keys back to ids. For hashed keys it remembers every id that the log has named.</summary>
/// <remarks>
/// Any thread may ask; only the writer adds. An id belongs to its key for good, so an id whose batch is not yet published, or whose
/// key has been removed, does no harm.
/// </remarks>
internal sealed class KeyIds(StoreDefinition definition)
{
    private readonly ConcurrentDictionary<Label, byte[]>? _ids =
        definition.KeyMode == KeyMode.Hashed ? new ConcurrentDictionary<Label, byte[]>() : null;

    /// <summary>The mapping of ids to keys.</summary>
    internal KeyScheme Keys => definition.Keys;

    /// <summary>Whether ids cannot be told from keys, so that the log has to name them.</summary>
    internal bool AreRemembered => _ids is not null;

    internal bool Knows(ReadOnlySpan<byte> key) => _ids is null || _ids.ContainsKey(new Label(key));

    internal void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> id)
    {
        if (!Knows(key)) _ids?.TryAdd(new Label(key), id.ToArray());
    }

    /// <summary>The id behind a key, or null if it is not known.</summary>
    internal byte[]? Find(ReadOnlySpan<byte> key)
    {
        if (_ids is not null) return key.Length == Label.Length && _ids.TryGetValue(new Label(key), out byte[]? known) ? known : null;
        Span<byte> id = stackalloc byte[TreeParameters.KeyLengthMax];
        return definition.Keys.TryRecover(key, id, out int length) ? id[..length].ToArray() : null;
    }

    /// <summary>Why an id cannot be a key, as the outcome of an operation on it.</summary>
    internal Outcome RefusalOf(ReadOnlySpan<byte> id) =>
        definition.KeyMode == KeyMode.Raw && id.Length == definition.Parameters.KeyLength ? Outcome.KeySentinel : Outcome.KeyLength;
}
