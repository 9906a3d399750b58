namespace BasisTrees.Host.Wire;

/// <summary>Which entries to list.</summary>
internal sealed record ScanRequest
{
    /// <summary>The most entries on one page.</summary>
    internal const int PageMax = 10_000;

    /// <summary>The entries on a page if nothing else is said.</summary>
    internal const int PageDefault = 1_000;

    /// <summary>The first id that may be listed.</summary>
    public ReadOnlyMemory<byte> From { get; init; }

    /// <summary>The first id past the range.</summary>
    public ReadOnlyMemory<byte> To { get; init; }

    /// <summary>What every id begins with.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>Whether the largest id comes first.</summary>
    public bool Reverse { get; init; }

    /// <summary>The most entries on the page.</summary>
    public int Limit { get; init; } = PageDefault;

    /// <summary>The revision that is read; null for that of the cursor where it is retained, else the head.</summary>
    public long? Revision { get; init; }

    /// <summary>Where the page before ended, as its answer said.</summary>
    public string? Cursor { get; init; }
}
