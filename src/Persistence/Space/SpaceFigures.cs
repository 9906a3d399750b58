namespace BasisTrees.Persistence;

/// <summary>The room of a store at one moment.</summary>
/// <param name="State">Whether batches are taken.</param>
/// <param name="QuotaBytes">The most bytes that the store's files may have together; 0 for no limit.</param>
/// <param name="UsedBytes">The bytes that they have, the reserve included; null if the disk cannot be asked.</param>
/// <param name="FreeBytes">The bytes that are free on the disk; null if it cannot be asked.</param>
/// <param name="ReserveBytes">The bytes set aside now for recovery and upkeep on a full disk; 0 for none.</param>
public sealed record SpaceFigures(SpaceState State, long QuotaBytes, long? UsedBytes, long? FreeBytes, long ReserveBytes);
