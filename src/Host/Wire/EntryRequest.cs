namespace BasisTrees.Host.Wire;

/// <summary>Which value is wanted.</summary>
/// <param name="Id">The id.</param>
internal sealed record EntryRequest(ReadOnlyMemory<byte> Id)
{
    /// <summary>The revision that is read; null for the head.</summary>
    public long? Revision { get; init; }

    /// <summary>Whether a proof file is wanted beside the value.</summary>
    public bool Proof { get; init; }
}
