namespace BasisTrees.Persistence;

/// <summary>The head and the snapshot that belong together; replaced as one by the writer.</summary>
/// <param name="Head">The figures.</param>
/// <param name="Snapshot">The publisher's own handle: readers share it, and it is disposed of when another head is published.</param>
internal sealed record PublishedHead(Head Head, Snapshot Snapshot);
