namespace BasisTrees.Examples.Ledger;

/// <summary>What the command tells the shell, by the same numbers as <c>basis</c>.</summary>
internal static class Exit
{
    internal const int Done = 0;
    internal const int Refuted = 1;
    internal const int Usage = 2;
    internal const int NotFound = 3;
    internal const int Conflict = 4;
    internal const int Corruption = 5;
    internal const int Unavailable = 6;

    /// <summary>The number for a refusal.</summary>
    internal static int Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Refuted => Refuted,
        RefusalKind.NotFound => NotFound,
        RefusalKind.Conflict => Conflict,
        RefusalKind.Damaged => Corruption,
        RefusalKind.Unavailable => Unavailable,
        _ => Usage,
    };
}
