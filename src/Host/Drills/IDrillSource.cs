using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>Where a drill takes its copy of a store from.</summary>
internal interface IDrillSource
{
    /// <summary>What is copied, in a few words, as in <c>backup in DIR</c>.</summary>
    string Name { get; }

    /// <summary>The bytes that a copy takes, about.</summary>
    /// <exception cref="StoreException">The source cannot be read.</exception>
    long Bytes { get; }

    /// <summary>Makes the copy; nothing of the source is changed.</summary>
    /// <param name="target">The directory of the copy, empty.</param>
    /// <returns>The digest that the copy must have, by whoever knows better than the copy; null if nobody does.</returns>
    /// <exception cref="StoreException">The source is damaged, in use or cannot be read, or the target cannot be written.</exception>
    Digest? CopyTo(DirectoryDisk target);
}
