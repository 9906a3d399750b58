namespace BasisTrees.Persistence;

/// <summary>A seal and where it stands.</summary>
internal readonly record struct FoundSeal(Seal Seal, string File, long Offset);
