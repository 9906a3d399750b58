namespace BasisTrees.Tests.Support;

/// <summary>One change of a file's bytes that no sync has confirmed.</summary>
/// <param name="Offset">Where it begins, or the new length.</param>
/// <param name="Bytes">What was written, or null for a change of the length.</param>
internal sealed record SimDiskChange(long Offset, byte[]? Bytes);
