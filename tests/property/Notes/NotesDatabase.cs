using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A user's database in memory: transactions that are whole or absent after a crash, and durable when they return. It can be told to crash
/// before or after any of them.
/// </summary>
internal sealed class NotesDatabase(KeyScheme keys) : INoteStore
{
    private readonly SortedDictionary<string, byte[]> _entries = new(StringComparer.Ordinal); // by key in hexadecimal digits
    private readonly Dictionary<string, KeyState> _states = [];

    /// <summary>Before which call from now on it crashes; 0 for none. Afterwards if <see cref="CrashesAfter"/>.</summary>
    internal int CrashAt { get; set; }

    internal bool CrashesAfter { get; set; }

    internal int Calls { get; private set; }

    internal IReadOnlyDictionary<string, byte[]> Values => _entries;

    public KeyState Apply(ReadOnlyMemory<byte> key, Batch batch) => Transaction(() =>
    {
        string name = Convert.ToHexStringLower(key.Span);
        if (_states.TryGetValue(name, out KeyState known)) return known;
        foreach (Operation operation in batch.Operations) Apply(operation);
        return _states[name] = KeyState.Applied;
    });

    public KeyState StateOf(ReadOnlyMemory<byte> key) =>
        Transaction(() => _states.GetValueOrDefault(Convert.ToHexStringLower(key.Span)));

    public KeyState Cancel(ReadOnlyMemory<byte> key) => Transaction(() =>
    {
        string name = Convert.ToHexStringLower(key.Span);
        return _states.TryGetValue(name, out KeyState known) ? known : _states[name] = KeyState.Cancelled;
    });

    public IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Entries(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        string low = Convert.ToHexStringLower(from.Span);
        string? high = to.IsEmpty ? null : Convert.ToHexStringLower(to.Span);
        foreach ((string key, byte[] value) in _entries)
        {
            if (string.CompareOrdinal(key, low) < 0) continue;
            if (high is not null && string.CompareOrdinal(key, high) >= 0) yield break;
            yield return (Convert.FromHexString(key), value);
        }
    }

    internal void Set(string id, byte[]? value)
    {
        string key = KeyOf(StoreBench.Bytes(id));
        if (value is null) _entries.Remove(key);
        else _entries[key] = value;
    }

    private void Apply(in Operation operation)
    {
        string key = KeyOf(operation.Key.Span);
        if (operation.Kind is OperationKind.Remove or OperationKind.RemoveIfExists) _entries.Remove(key);
        else if (operation.Kind != OperationKind.Lookup) _entries[key] = operation.Value.ToArray();
    }

    private string KeyOf(ReadOnlySpan<byte> id)
    {
        byte[] key = new byte[keys.KeyLength];
        if (!keys.TryMap(id, key)) throw new InvalidOperationException("The tree refuses such an id.");
        return Convert.ToHexStringLower(key);
    }

    private KeyState Transaction(Func<KeyState> work)
    {
        bool crashes = ++Calls == CrashAt;
        if (crashes && !CrashesAfter) throw new NotesDatabaseDownException();
        KeyState state = work();
        if (crashes) throw new NotesDatabaseDownException();
        return state;
    }
}
