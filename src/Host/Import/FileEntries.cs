using BasisTrees.Persistence;

namespace BasisTrees.Host.Import;

/// <summary>The entries of a file in the order of the tree's keys, in memory: for comparing a tree with them.</summary>
internal sealed class FileEntries : IEntrySource
{
    private readonly List<(byte[] Key, byte[] Id, byte[] Value, long Index)> _entries = [];

    /// <summary>Reads all entries.</summary>
    /// <param name="notes">The file.</param>
    /// <param name="keys">How ids become keys.</param>
    /// <exception cref="BadLineException">A line is no entry.</exception>
    /// <exception cref="NoteRefusedException">An id cannot be one of this tree, or stands twice.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal FileEntries(FileNotes notes, KeyScheme keys)
    {
        long index = 0;
        foreach ((ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value) in notes.Entries())
        {
            byte[] key = new byte[keys.KeyLength];
            if (!keys.TryMap(id.Span, key)) throw new NoteRefusedException(index, id.Span, keys.Explain(id.Span));
            _entries.Add((key, id.ToArray(), value.ToArray(), index++));
        }

        _entries.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        for (int i = 1; i < _entries.Count; i++)
        {
            if (_entries[i].Key.AsSpan().SequenceEqual(_entries[i - 1].Key))
                throw new NoteRefusedException(_entries[i].Index, _entries[i].Id, "Its id stands twice.");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Entries(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        for (int i = FirstFrom(from.Span); i < _entries.Count; i++)
        {
            (byte[] key, _, byte[] value, _) = _entries[i];
            if (!to.IsEmpty && key.AsSpan().SequenceCompareTo(to.Span) >= 0) yield break;
            yield return (key, value);
        }
    }

    /// <summary>The id behind a key; null if the file has none.</summary>
    internal byte[]? IdOf(ReadOnlySpan<byte> key)
    {
        int at = FirstFrom(key);
        return at < _entries.Count && _entries[at].Key.AsSpan().SequenceEqual(key) ? _entries[at].Id : null;
    }

    private int FirstFrom(ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].Key.AsSpan().SequenceCompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
