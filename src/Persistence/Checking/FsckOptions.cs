namespace BasisTrees.Persistence;

/// <summary>How far a check of a store goes.</summary>
/// <remarks>Immutable; a value out of its range throws <see cref="ArgumentOutOfRangeException"/> when it is set.</remarks>
public sealed record FsckOptions
{
    /// <summary>Whether the whole log is replayed as well, into a fresh tree, and every digest compared.</summary>
    public bool IsDeep { get; init; }

    /// <summary>
    /// An empty directory in which a deep check keeps nodes for which there is no room in memory
    /// (<see cref="StoreOptions.NodeCacheBytes"/>); it is empty again afterwards. Null to keep the whole tree in memory.
    /// </summary>
    public IDisk? Scratch { get; init; }

    /// <summary>How many findings are listed; those beyond are counted only. 1 to 1,000,000.</summary>
    public int FindingsMax
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000);
            field = value;
        }
    } = 10_000;
}
