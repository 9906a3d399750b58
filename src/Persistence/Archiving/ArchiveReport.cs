namespace BasisTrees.Persistence;

/// <summary>What a look for segments of the log that may be archived has done.</summary>
/// <param name="Segments">The segments that were renamed to <c>archive-*</c>.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Floor">The first segment that must stay; archived ones before it may be moved away.</param>
/// <param name="Hindrance">Why segments that are old enough stayed, as a sentence; null if nothing stood in the way.</param>
public sealed record ArchiveReport(int Segments, long Bytes, ulong Floor, string? Hindrance);
