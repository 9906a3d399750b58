namespace BasisTrees.Persistence;

/// <summary>The answer to one operation of a batch.</summary>
/// <param name="Outcome">Whether the key had a value before.</param>
/// <param name="OldValue">The value before the operation, or null if there was none.</param>
public readonly record struct OperationAnswer(Outcome Outcome, byte[]? OldValue);
