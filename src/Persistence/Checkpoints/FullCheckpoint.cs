namespace BasisTrees.Persistence;

/// <summary>A full checkpoint that was read to its end and found whole.</summary>
/// <param name="State">The definition of the store and the state of its log.</param>
/// <param name="Root">The root of the tree, whose nodes were written to the sink.</param>
/// <param name="Hash">The hash of the file before its last chunk, by which the file is told from any other.</param>
/// <param name="Chunks">The number of chunks.</param>
/// <param name="Bytes">The bytes of the file.</param>
internal sealed record FullCheckpoint(FullState State, StoredRoot Root, Label Hash, uint Chunks, long Bytes);
