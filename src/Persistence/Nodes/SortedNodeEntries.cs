namespace BasisTrees.Persistence;

/// <summary>The lines of an index as a sorted array. Immutable.</summary>
internal sealed class SortedNodeEntries : INodeEntries
{
    internal static readonly SortedNodeEntries Empty = new([]);

    private readonly NodeIndexEntry[] _entries;

    /// <summary>Takes over lines in any order.</summary>
    internal SortedNodeEntries(NodeIndexEntry[] entries)
    {
        Array.Sort(entries);
        _entries = entries;
    }

    public int Count => _entries.Length;

    public long MemoryBytes => (long)_entries.Length * (2 * sizeof(ulong));

    public bool TryFind(ulong key, ref NodeMatches matches)
    {
        int at = Array.BinarySearch(_entries, new NodeIndexEntry(key, 0));
        for (at = at < 0 ? ~at : at; at < _entries.Length && _entries[at].Key == key; at++) matches.Add(_entries[at].Value);
        return true;
    }

    public bool TryCopyTo(List<NodeIndexEntry> entries)
    {
        entries.AddRange(_entries);
        return true;
    }
}
