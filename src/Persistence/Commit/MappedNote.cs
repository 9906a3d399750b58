namespace BasisTrees.Persistence;

/// <summary>A note as the store keeps it: of a batch that passed the door, or of a record of the log.</summary>
/// <param name="OperationIndex">The operation whose value is its commitment.</param>
/// <param name="Commitment">The commitment.</param>
/// <param name="Payload">The note as it is written down, in memory of the store's own.</param>
/// <param name="IsErased">Whether the body was erased.</param>
internal readonly record struct MappedNote(int OperationIndex, Label Commitment, ReadOnlyMemory<byte> Payload, bool IsErased = false);
