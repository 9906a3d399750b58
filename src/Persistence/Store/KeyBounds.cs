namespace BasisTrees.Persistence;

/// <summary>The keys that a range of ids stands for: from a first one on up to before another. Empty bounds are open.</summary>
/// <param name="From">The first key.</param>
/// <param name="To">The key past the range.</param>
internal readonly record struct KeyBounds(byte[] From, byte[] To)
{
    /// <summary>The keys that all conditions of a range allow.</summary>
    /// <param name="keys">How ids become keys; they keep their order unless the range is everything.</param>
    /// <param name="range">The range.</param>
    /// <param name="bounds">The keys.</param>
    /// <returns>False if there can be none.</returns>
    internal static bool TryOf(KeyScheme keys, in ScanRange range, out KeyBounds bounds)
    {
        bounds = new KeyBounds([], []);
        if (range.IsEverything && range.AfterKey.IsEmpty) return true;
        int length = keys.KeyLength;
        (byte[] from, byte[] to) = (new byte[length], new byte[length]);
        byte[] prefixFrom = new byte[length];
        byte[] prefixTo = new byte[length];
        bool ordered = keys.TryRange(range.From.Span, range.To.Span, from, to)
            && keys.TryPrefixRange(range.Prefix.Span, prefixFrom, prefixTo);
        if (!ordered) return false;
        if (prefixFrom.AsSpan().SequenceCompareTo(from) > 0) from = prefixFrom;
        if (prefixTo.AsSpan().SequenceCompareTo(to) < 0) to = prefixTo;
        if (!range.AfterKey.IsEmpty) Narrow(range, ref from, ref to);
        bounds = new KeyBounds(from, to);
        return from.AsSpan().SequenceCompareTo(to) < 0;
    }

    // Leaves what lies past a key in the direction of the scan.
    private static void Narrow(in ScanRange range, ref byte[] from, ref byte[] to)
    {
        byte[] bound = range.AfterKey.ToArray();
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
