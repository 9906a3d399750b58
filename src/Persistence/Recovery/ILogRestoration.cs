namespace BasisTrees.Persistence;

/// <summary>Where a segment of the log that is missing or damaged is asked for: a backup, a replica, another copy of the store.</summary>
/// <remarks>
/// Nothing that it gives is taken on trust: header, frames and the chain of records are checked, and the segment must lead from what stands
/// before it to what stands behind it.
/// </remarks>
public interface ILogRestoration
{
    /// <summary>Opens another copy of a segment.</summary>
    /// <param name="segment">The number of the segment, 1 or more.</param>
    /// <returns>The copy, of which the caller reads and disposes; null if there is none.</returns>
    /// <exception cref="StoreException">The source fails.</exception>
    IFile? TryOpen(ulong segment);
}
