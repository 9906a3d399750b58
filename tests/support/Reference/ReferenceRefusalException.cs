namespace BasisTrees.Tests.Support;

/// <summary>Unwinds the reference's recursion when an operation is refused or a proof does not show what is needed.</summary>
internal sealed class ReferenceRefusalException(Outcome outcome) : Exception($"Refused: {outcome}.")
{
    public Outcome Outcome { get; } = outcome;
}
