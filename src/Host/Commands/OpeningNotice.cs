using System.Globalization;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>Tells the person when opening a store had to repair it, or could not tell whether anything is missing.</summary>
internal static class OpeningNotice
{
    /// <summary>Writes a line for each thing that was not clean, and nothing otherwise.</summary>
    /// <param name="report">What the opening found.</param>
    /// <param name="talk">Where the lines go.</param>
    internal static void Write(RecoveryReport report, TextWriter talk)
    {
        foreach (string sentence in WayBack(report)) talk.WriteLine("basis: " + sentence);
        string end = string.Join(' ', EndOfLog(report));
        if (end.Length > 0) talk.WriteLine("basis: " + end);
    }

    private static IEnumerable<string> WayBack(RecoveryReport report)
    {
        foreach (string finding in report.Evidence.Distinct(StringComparer.Ordinal)) yield return finding;
        if (report.Tier > 1)
        {
            string from = report.CheckpointRevision > 0
                ? Say($"the checkpoint of revision {report.CheckpointRevision} and the log after it")
                : report.Tier == 3 ? "the log from its beginning" : "the notes";
            string replayed = Amount.Of(report.Operations, "operation", "operations");
            yield return Say($"The tree of revision {report.Revision} is whole again: it was made from {from}, ")
                + Say($"{replayed} replayed (tier {report.Tier}).");
        }

        foreach (string file in report.SetAside) yield return $"What could not be used is kept as {file}.";
    }

    private static IEnumerable<string> EndOfLog(RecoveryReport report)
    {
        if (report.CutBytes != 0)
        {
            string kept = report.CutFile is { } file ? $" and kept as {file}" : string.Empty;
            string bytes = Amount.Of(report.CutBytes, "byte", "bytes");
            string verb = report.CutBytes == 1 ? "was" : "were";
            yield return Say($"The log ended in a torn tail: {bytes} after revision {report.Revision} {verb} cut{kept}.");
        }

        // An empty store that lost its seal is told as well if something was cut from it.
        if (report.SealedRevision is null && (report.Revision > 0 || report.CutBytes > 0))
        {
            yield return Say($"The seal of the store was missing or unreadable: it cannot be told whether acknowledged batches after ")
                + Say($"revision {report.Revision} were lost.");
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
