namespace BasisTrees;

/// <summary>Questions about an <see cref="Outcome"/>.</summary>
public static class OutcomeExtensions
{
    /// <summary>Whether the operation was carried out: <see cref="Outcome.Absent"/> or <see cref="Outcome.Present"/>.</summary>
    public static bool IsDone(this Outcome outcome) => outcome <= Outcome.Present;
}
