namespace BasisTrees.Host.Wire;

/// <summary>Which revisions to list.</summary>
internal sealed record RevisionsRequest
{
    /// <summary>The most revisions on one page.</summary>
    internal const int PageMax = 1_000;

    /// <summary>The revisions on a page if nothing else is said.</summary>
    internal const int PageDefault = 100;

    /// <summary>Where the page begins; null for the first revision, or for the last one if the last ones come first.</summary>
    public long? From { get; init; }

    /// <summary>The most revisions on the page.</summary>
    public int Limit { get; init; } = PageDefault;

    /// <summary>Whether the last ones come first.</summary>
    public bool Reverse { get; init; }
}
