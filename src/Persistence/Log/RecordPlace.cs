namespace BasisTrees.Persistence;

/// <summary>Where a record was read, for messages.</summary>
/// <param name="Path">The segment's name with its directory.</param>
/// <param name="Offset">The offset of its frame.</param>
internal readonly record struct RecordPlace(string Path, long Offset);
