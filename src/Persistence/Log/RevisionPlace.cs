namespace BasisTrees.Persistence;

/// <summary>Where a revision's record is, its notes before it included, and the digest it led to.</summary>
internal readonly record struct RevisionPlace(Digest Digest, ulong Segment, long Offset);
