namespace BasisTrees.Persistence;

/// <summary>The id behind the key of one operation of a record.</summary>
internal readonly record struct LoggedId(int OperationIndex, ReadOnlyMemory<byte> Id);
