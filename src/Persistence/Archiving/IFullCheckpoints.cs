namespace BasisTrees.Persistence;

/// <summary>The full checkpoints of a store, as far as archiving the log needs them.</summary>
/// <remarks>Used by the thread that publishes checkpoints.</remarks>
internal interface IFullCheckpoints
{
    /// <summary>Finds a full checkpoint that is whole, which is found out by reading it to its end.</summary>
    /// <param name="revisionMin">The least revision that is of use.</param>
    /// <returns>The newest revision of one that is whole, or null.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    long? FindWhole(long revisionMin);

    /// <summary>Makes a full checkpoint of a checkpoint that stands, and reads it again.</summary>
    /// <returns>False if there is no room for it, or it cannot be made of this tree.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    bool TryMake(Checkpoint checkpoint);
}
