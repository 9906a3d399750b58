using System.Collections;

namespace BasisTrees.Persistence;

/// <summary>The entries of a range of ids, in the order of their keys.</summary>
/// <param name="snapshot">The revision; must live as long as the enumeration.</param>
/// <param name="range">The range, whose ids the tree's keys keep in order unless it is everything.</param>
internal sealed class RangeScan(StoreSnapshot snapshot, ScanRange range) : IEnumerable<StoreEntry>
{
    public IEnumerator<StoreEntry> GetEnumerator()
    {
        long left = range.Limit ?? long.MaxValue;
        if (left == 0 || !TryBounds(out byte[] from, out byte[] to)) yield break;
        Cursor cursor = snapshot.Tree.Scan(from, to, range.Descending);
        while (left-- > 0 && cursor.MoveNext())
        {
            byte[] key = cursor.Key.ToArray();
            yield return new StoreEntry(snapshot.Ids.Find(key), key, cursor.Value.ToArray());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The keys that both conditions allow; false if there are none. Empty bounds are open.
    private bool TryBounds(out byte[] from, out byte[] to)
    {
        from = to = [];
        if (range.IsEverything && range.AfterKey.IsEmpty) return true;
        int length = snapshot.Definition.Parameters.KeyLength;
        (from, to) = (new byte[length], new byte[length]);
        byte[] prefixFrom = new byte[length];
        byte[] prefixTo = new byte[length];
        bool ordered = snapshot.Ids.Keys.TryRange(range.From.Span, range.To.Span, from, to)
            && snapshot.Ids.Keys.TryPrefixRange(range.Prefix.Span, prefixFrom, prefixTo);
        if (!ordered) return false;
        if (prefixFrom.AsSpan().SequenceCompareTo(from) > 0) from = prefixFrom;
        if (prefixTo.AsSpan().SequenceCompareTo(to) < 0) to = prefixTo;
        if (!range.AfterKey.IsEmpty) Narrow(range.AfterKey.Span, ref from, ref to);
        return from.AsSpan().SequenceCompareTo(to) < 0;
    }

    // Leaves what lies past a key in the direction of the scan.
    private void Narrow(ReadOnlySpan<byte> after, ref byte[] from, ref byte[] to)
    {
        byte[] bound = after.ToArray();
        if (range.Descending)
        {
            if (bound.AsSpan().SequenceCompareTo(to) < 0) to = bound;
            return;
        }

        // The bound past a key is the next one; past all FF there is none, and no key lies there.
        int last = bound.AsSpan().LastIndexOfAnyExcept((byte)0xFF);
        if (last >= 0) bound[last]++;
        bound.AsSpan(last + 1).Clear();
        if (last < 0) from = to;
        else if (bound.AsSpan().SequenceCompareTo(from) > 0) from = bound;
    }
}
