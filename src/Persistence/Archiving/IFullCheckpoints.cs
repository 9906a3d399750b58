namespace BasisTrees.Persistence;

/// <summary>The full checkpoints of a store.</summary>
/// <remarks>Archiving uses them on the thread that publishes checkpoints; any thread writes one on demand.</remarks>
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

    /// <summary>Writes a full checkpoint of a revision that is held, and reads it again; one that stands and is whole is left.</summary>
    /// <param name="held">The revision; the log is synced up to it.</param>
    /// <exception cref="StoreFullException">There is no room for it.</exception>
    /// <exception cref="StoreException">The disk fails, or it cannot be made of this tree.</exception>
    FullReport Write(in HeldRevision held);
}
