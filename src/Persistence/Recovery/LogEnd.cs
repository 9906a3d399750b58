namespace BasisTrees.Persistence;

/// <summary>Where the log ends after recovery: what is needed to go on writing it.</summary>
/// <param name="Segment">The number of the last segment.</param>
/// <param name="Length">Its length in bytes, all of it synced.</param>
/// <param name="Chain">The point of the chain that the next record continues.</param>
/// <param name="UnixNanoseconds">The time of the last record, or the least number if there is none.</param>
/// <param name="EarlierBytes">The bytes of all segments before the last.</param>
/// <param name="Incarnation">What the records to come say of how often the store was rebuilt.</param>
/// <param name="Floor">The first segment that is not archived.</param>
internal readonly record struct LogEnd(
    ulong Segment, long Length, ChainPoint Chain, long UnixNanoseconds, long EarlierBytes, ulong Incarnation = 0, ulong Floor = 1);
