namespace BasisTrees.Persistence;

/// <summary>
/// Data segments, one behind the other, whose records a compacted segment has taken over: their places lead to it from then on.
/// </summary>
/// <param name="First">The number of the first of them.</param>
/// <param name="Last">The number of the last of them. Numbers between the two that are in no chain belong to compacted segments.</param>
/// <param name="Previous">The number of the data segment before the first, 0 if there was none.</param>
/// <param name="PreviousLength">The length of that segment in bytes.</param>
internal readonly record struct HostedRun(uint First, uint Last, uint Previous, uint PreviousLength);
