namespace BasisTrees.Persistence;

/// <summary>The steps of one comparison, and what they have found so far.</summary>
internal sealed class CrosscheckDescent(StoreSnapshot snapshot, IEntrySource source, int differencesMax)
{
    private readonly List<Difference> _differences = [];
    private long _ranges;
    private long _entries;

    /// <summary>Whether more differences may be found.</summary>
    internal bool IsGoingOn => _differences.Count < differencesMax;

    /// <summary>Cuts a range into pieces and gives those that differ, in the order of their keys.</summary>
    internal List<KeyRange> Divide(in KeyRange range, int pieces)
    {
        var differing = new List<KeyRange>();
        long each = (range.Count + pieces - 1) / pieces;
        Cursor leaves = snapshot.Tree.Scan(range.From, range.To);
        ReadOnlyMemory<byte> from = range.From;
        bool isLast = false;
        bool isThere = leaves.MoveNext();
        while (!isLast)
        {
            var digest = new EntryDigest();
            long count = 0;
            for (; isThere && count < each; isThere = leaves.MoveNext(), count++) digest.Add(leaves.Key, leaves.Value);
            isLast = !isThere;
            ReadOnlyMemory<byte> to = isLast ? range.To : leaves.Key.ToArray();
            _ranges++;
            if (source.DigestOf(from, to) != digest.Finish()) differing.Add(new KeyRange(from, to, count));
            from = to;
        }

        return differing;
    }

    /// <summary>Compares the entries of a range one by one.</summary>
    internal void Compare(in KeyRange range)
    {
        Cursor leaves = snapshot.Tree.Scan(range.From, range.To);
        bool isThere = leaves.MoveNext();
        foreach ((ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) in source.Entries(range.From, range.To))
        {
            _entries++;
            for (; isThere && leaves.Key.SequenceCompareTo(key.Span) < 0; isThere = leaves.MoveNext())
                Add(DisagreementKind.MissingThere, leaves.Key);
            if (!isThere || !leaves.Key.SequenceEqual(key.Span))
            {
                Add(DisagreementKind.MissingInTree, key.Span);
            }
            else
            {
                if (!leaves.Value.SequenceEqual(value.Span)) Add(DisagreementKind.OtherValue, key.Span);
                isThere = leaves.MoveNext();
            }

            if (!IsGoingOn) return;
        }

        for (; isThere && IsGoingOn; isThere = leaves.MoveNext()) Add(DisagreementKind.MissingThere, leaves.Key);
    }

    internal CrosscheckReport Report() =>
        new(snapshot.Revision, snapshot.Digest, snapshot.Count, _ranges, _entries, [.. _differences.Take(differencesMax)], IsGoingOn);

    private void Add(DisagreementKind kind, ReadOnlySpan<byte> key)
    {
        byte[]? id = kind == DisagreementKind.MissingInTree ? null : snapshot.Ids.Find(key);
        _differences.Add(new Difference(kind, key.ToArray(), id is null ? (ReadOnlyMemory<byte>?)null : id));
    }
}
