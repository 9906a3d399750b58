namespace BasisTrees.Persistence;

/// <summary>Which entries a scan yields, by id. All conditions must hold; the empty one is every entry.</summary>
/// <remarks>With hashed keys ids have no order, so there only the whole tree can be scanned, in the order of its keys.</remarks>
public readonly record struct ScanRange
{
    /// <summary>The first id that may be yielded; empty for no lower bound.</summary>
    public ReadOnlyMemory<byte> From { get; init; }

    /// <summary>The first id past the range; empty for no upper bound.</summary>
    public ReadOnlyMemory<byte> To { get; init; }

    /// <summary>The bytes that every id begins with; empty for any.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>
    /// The key of the tree past which, in the direction of the scan, the first entry is yielded; empty for none. It is the key of the last
    /// entry of the page before, and the one condition that hashed keys allow.
    /// </summary>
    public ReadOnlyMemory<byte> AfterKey { get; init; }

    /// <summary>Whether the largest id comes first.</summary>
    public bool Descending { get; init; }

    /// <summary>The most entries to yield, or null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Whether no id is excluded.</summary>
    public bool IsEverything => From.IsEmpty && To.IsEmpty && Prefix.IsEmpty;
}
