namespace BasisTrees.Persistence;

/// <summary>Which operation of a batch was refused, and why.</summary>
/// <param name="Index">The operation, counted from 0, or -1 if none was refused.</param>
/// <param name="Outcome">The reason.</param>
internal readonly record struct OperationRefusal(int Index, Outcome Outcome)
{
    internal static OperationRefusal None => new(-1, default);
}
