namespace BasisTrees.Persistence;

/// <summary>The head and the snapshot that belong together; replaced as one by the writer.</summary>
/// <param name="Head">The figures.</param>
/// <param name="Snapshot">The publisher's own handle: readers share it, and it is disposed of when another head is published.</param>
/// <param name="Chain">What the next record continues.</param>
/// <param name="UnixNanoseconds">The time of the head's record, or the least number if there is none.</param>
/// <param name="Incarnation">What records say of how often the store was rebuilt.</param>
internal sealed record PublishedHead(Head Head, Snapshot Snapshot, ChainPoint Chain, long UnixNanoseconds, ulong Incarnation);
