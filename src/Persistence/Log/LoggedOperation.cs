namespace BasisTrees.Persistence;

/// <summary>One operation as the log keeps it.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Key">The key of the tree.</param>
/// <param name="Id">The id as the user wrote it, or null if it is not known.</param>
/// <param name="Value">The new value of Insert, Update and InsertOrUpdate, else empty.</param>
/// <param name="Delta">The number that UpdateLongBy added, else 0.</param>
/// <param name="PreviousValue">The value before the operation, or null if there was none.</param>
public readonly record struct LoggedOperation(
    OperationKind Kind,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte>? Id,
    ReadOnlyMemory<byte> Value,
    long Delta,
    ReadOnlyMemory<byte>? PreviousValue)
{
    /// <summary>The operation as the tree takes it.</summary>
    public Operation ToOperation() => new(Kind, Key, Value, Delta);
}
