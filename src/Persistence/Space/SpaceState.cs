namespace BasisTrees.Persistence;

/// <summary>Whether a store has the room that it needs to take batches.</summary>
public enum SpaceState
{
    /// <summary>The reserve is set aside, or none is wanted: batches are taken as far as quota and free space go.</summary>
    Normal = 0,

    /// <summary>
    /// The reserve is not set aside: the disk was full and it was used up, or there was no room for it. Batches are refused until it can
    /// be; reads, proofs and previews go on.
    /// </summary>
    Degraded = 1,
}
