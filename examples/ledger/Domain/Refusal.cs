namespace BasisTrees.Examples.Ledger;

/// <summary>Why something was not done.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Sentence">One sentence for a person.</param>
internal sealed record Refusal(RefusalKind Kind, string Sentence)
{
    /// <summary>A rule forbids it.</summary>
    internal static Refusal Rule(string sentence) => new(RefusalKind.Rule, sentence);
}
