using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>A drill for a person.</summary>
internal static class DrillText
{
    /// <summary>The lines of the table of trials.</summary>
    internal static IEnumerable<string> Lines(DrillResult result)
    {
        string[] headings = ["trial", "outcome", ">tier", ">ms", ">lost", ">proofs", "what happened"];
        return result.Trials.Count == 0 ? [] : TextTable.Lines(headings, [.. result.Trials.Select(CellsOf)]);
    }

    private static string[] CellsOf(DrillTrial trial) =>
    [
        trial.Name,
        trial.Outcome == DrillTrial.Failed ? "FAILED" : trial.Outcome.Replace('_', ' '),
        Cell(trial.Tier),
        trial.RecoveryMs is { } took ? took.ToString("F1", CultureInfo.InvariantCulture) : string.Empty,
        Cell(trial.RevisionsLost),
        Cell(trial.Proofs),
        SafeText.Line(System.Text.Encoding.UTF8.GetBytes(trial.Sentence)),
    ];

    private static string Cell(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? string.Empty;
}
