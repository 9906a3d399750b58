namespace BasisTrees.Host.Wire;

/// <summary>The answer to one operation.</summary>
/// <param name="Outcome"><c>present</c> if the id had a value before, else <c>absent</c>.</param>
/// <param name="OldValue">The value before.</param>
internal sealed record OperationResult(string Outcome, Bytes? OldValue = null);
