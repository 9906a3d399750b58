namespace BasisTrees.Persistence;

/// <summary>A part of a log record that this version does not know and may pass over.</summary>
/// <param name="Type">The number of its type.</param>
/// <param name="Version">The version of its type.</param>
/// <param name="Body">Its bytes.</param>
public sealed record LogSection(int Type, int Version, ReadOnlyMemory<byte> Body);
