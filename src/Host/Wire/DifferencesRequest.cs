namespace BasisTrees.Host.Wire;

/// <summary>Which differences to list.</summary>
internal sealed record DifferencesRequest
{
    /// <summary>The most differences on one page.</summary>
    internal const int PageMax = 10_000;

    /// <summary>The differences on a page if nothing else is said.</summary>
    internal const int PageDefault = 1_000;

    /// <summary>The earlier revision.</summary>
    public long Earlier { get; init; }

    /// <summary>The later revision; null for that of the cursor where it is retained, else the head.</summary>
    public long? Later { get; init; }

    /// <summary>The first id that may be listed.</summary>
    public ReadOnlyMemory<byte> From { get; init; }

    /// <summary>The first id past the range.</summary>
    public ReadOnlyMemory<byte> To { get; init; }

    /// <summary>What every id begins with.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    /// <summary>The most differences on the page.</summary>
    public int Limit { get; init; } = PageDefault;

    /// <summary>Where the page before ended, as its answer said.</summary>
    public string? Cursor { get; init; }
}
