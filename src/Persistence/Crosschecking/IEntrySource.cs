namespace BasisTrees.Persistence;

/// <summary>Another store of the same entries, told in the order of the tree's keys: a user's own database, for instance.</summary>
/// <remarks>
/// Keys are those of the tree (<see cref="KeyScheme"/>), so a database keeps them in a column of their own. What it throws passes through.
/// </remarks>
public interface IEntrySource
{
    /// <summary>Yields the entries of a range in the order of their keys, byte by byte.</summary>
    /// <param name="from">The first key that may be yielded; empty for no lower bound.</param>
    /// <param name="to">The first key past the range; empty for no upper bound.</param>
    /// <returns>Keys and values; each may use the memory of the one before.</returns>
    IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Entries(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to);

    /// <summary>Computes the digest of a range, so that ranges that agree need not be transferred.</summary>
    /// <param name="from">As of <see cref="Entries"/>.</param>
    /// <param name="to">As of <see cref="Entries"/>.</param>
    /// <returns><see cref="EntryDigest"/> of the entries; unless overridden it is computed here.</returns>
    Label DigestOf(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        var digest = new EntryDigest();
        foreach ((ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) in Entries(from, to)) digest.Add(key.Span, value.Span);
        return digest.Finish();
    }
}
