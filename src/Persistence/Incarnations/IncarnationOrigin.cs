namespace BasisTrees.Persistence;

/// <summary>How an incarnation of a store began.</summary>
public enum IncarnationOrigin
{
    /// <summary>The store was created.</summary>
    Created = 0,

    /// <summary>It was restored from a backup.</summary>
    Restored = 1,

    /// <summary>It was rebuilt from the notes, and its digest need not be one that was issued before.</summary>
    Rebuilt = 2,

    /// <summary>Its files were copied, so that there may be another store that goes on from the same revision.</summary>
    Copied = 3,

    /// <summary>The file that would say so was missing or unreadable.</summary>
    Unknown = 4,
}
