using System.Globalization;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>Tells the person when opening a store had to repair it, or could not tell whether anything is missing.</summary>
internal static class OpeningNotice
{
    /// <summary>Writes one line if the opening was not clean, and nothing otherwise.</summary>
    /// <param name="report">What the opening found.</param>
    /// <param name="talk">Where the line goes.</param>
    internal static void Write(RecoveryReport report, TextWriter talk)
    {
        string text = string.Join(' ', Sentences(report));
        if (text.Length > 0) talk.WriteLine("basis: " + text);
    }

    private static IEnumerable<string> Sentences(RecoveryReport report)
    {
        if (report.Tier != 0 || report.CutBytes != 0)
        {
            string kept = report.CutFile is { } file ? $" and kept as {file}" : string.Empty;
            string bytes = Amount.Of(report.CutBytes, "byte", "bytes");
            string verb = report.CutBytes == 1 ? "was" : "were";
            yield return Say($"The log ended in a torn tail: {bytes} after revision {report.Records} {verb} cut{kept}.");
        }

        // An empty store that lost its seal is told as well if something was cut from it.
        if (report.SealedRevision is null && (report.Records > 0 || report.CutBytes > 0))
        {
            yield return Say($"The seal of the store was missing or unreadable: it cannot be told whether acknowledged batches after ")
                + Say($"revision {report.Records} were lost.");
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
