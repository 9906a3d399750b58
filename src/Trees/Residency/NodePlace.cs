namespace BasisTrees;

/// <summary>
/// Where a node store keeps the record of a node: a number that only the store understands. It is a hint that saves the search by label,
/// never a proof: what is read there is hashed again.
/// </summary>
/// <param name="Number">0 if the place is not known, else below 2^60.</param>
/// <remarks>An immutable value; any thread may use it.</remarks>
public readonly record struct NodePlace(ulong Number)
{
    /// <summary>The number of bits that a place may use.</summary>
    public const int Bits = 60;

    /// <summary>No place is known: the node is found by its label.</summary>
    public static readonly NodePlace Unknown;

    /// <summary>Whether there is a place.</summary>
    public bool IsKnown => Number != 0;
}
