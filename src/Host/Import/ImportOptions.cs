namespace BasisTrees.Host.Import;

/// <summary>How an import goes.</summary>
internal sealed record ImportOptions
{
    /// <summary>The name of the format.</summary>
    public required string Format { get; init; }

    /// <summary>The most entries in a batch.</summary>
    public required int BatchEntriesMax { get; init; }

    /// <summary>The first line of the input that is taken.</summary>
    public long FromLine { get; init; } = 1;

    /// <summary>Whether bad records are skipped and counted instead of ending the import.</summary>
    public bool SkipsBad { get; init; }

    /// <summary>Whether the first record of a CSV names the columns.</summary>
    public bool HasHeader { get; init; }

    /// <summary>The state to continue from and to keep, or null.</summary>
    public string? StatePath { get; init; }
}
