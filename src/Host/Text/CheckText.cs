using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>What a check of a store has read and found, for a person.</summary>
internal static class CheckText
{
    private const int FindingsMax = 40;

    /// <summary>What was read, as names with what they stand for; a row without a name belongs to the one before.</summary>
    internal static IEnumerable<(string Name, string Value)> Rows(CheckResult result)
    {
        string records = Amount.Of(result.Records, "record", "records");
        string operations = Amount.Of(result.Operations, "operation", "operations");
        yield return ("log", $"{records} with {operations} in {Amount.Of(result.Segments, "segment", "segments")}");
        if (result.Replayed > 0) yield return ("replayed", $"{Amount.Of(result.Replayed, "record", "records")} into a fresh tree");
        yield return ("checkpoints", Say($"{result.Checkpoints:N0}, with {Amount.Of(result.Nodes, "node", "nodes")}"));
        if (result.FullCheckpoints > 0) yield return ("full ones", Say($"{result.FullCheckpoints:N0}"));
        yield return ("files of nodes", Amount.Of(result.NodeRecords, "record", "records"));
        if (result.GarbageRecords > 0) yield return ("of these dead", Garbage(result));
        yield return ("revision", Say($"{result.Revision:N0}{(result.Online ? ", when the check began" : string.Empty)}"));
        yield return ("digest", result.Digest);
        foreach ((string name, string value) in TextTable.Listed("steps", result.Steps, Step)) yield return (name, value);
        foreach ((string name, string value) in TextTable.Listed("left over", result.Leftovers, SafeName)) yield return (name, value);
        foreach ((string name, string value) in TextTable.Listed("notes", result.Notes, Line)) yield return (name, value);
        IReadOnlyList<CheckFinding> shown = [.. result.Findings.Take(FindingsMax)];
        foreach ((string name, string value) in TextTable.Listed("FAULTS", shown, Line)) yield return (name, value);
        if (result.Faults > shown.Count) yield return (string.Empty, Say($"and {result.Faults - shown.Count:N0} more, which --json lists"));
    }

    /// <summary>What a repair has done, and then what the check after it has found.</summary>
    internal static IEnumerable<(string Name, string Value)> Rows(RepairResult result)
    {
        yield return ("found before", result.Before.Clean ? "nothing wrong" : Amount.Of(result.Before.Faults, "fault", "faults"));
        if (result.Before.Findings is [{ } first, ..]) yield return ("the first", Line(first));
        foreach ((string name, string value) in TextTable.Listed("ways back", result.Recoveries, WayBack)) yield return (name, value);
        if (result.Failure is { } failure) yield return ("FAILED", failure);
        IReadOnlyList<string> aside = [.. result.SetAside.Concat(result.Recoveries.SelectMany(way => way.SetAside))];
        foreach ((string name, string value) in TextTable.Listed("set aside", aside, file => file)) yield return (name, value);
        foreach ((string name, string value) in Rows(result.After)) yield return (name, value);
    }

    /// <summary>A step with its time.</summary>
    internal static string Step(RecoveryStepFacts step) => Say($"{step.ElapsedMs,10:N1} ms  {step.What}");

    private static string WayBack(RecoveryFacts way) =>
        Say($"tier {way.Tier}, {RecoveryText.Meaning(way)}; {Amount.Of(way.Operations, "operation", "operations")} replayed");

    private static string Garbage(CheckResult result)
    {
        string records = Amount.Of(result.GarbageRecords, "record", "records");
        return $"{records} of {Amount.Of(result.GarbageBytes, "byte", "bytes")}; basis compact takes them away";
    }

    private static string Line(CheckFinding finding) =>
        Say($"{finding.Kind.Replace('_', ' ')}: {finding.File}, byte {finding.Offset}: {finding.Expected}.");

    private static string SafeName(string name) => SafeText.Line(System.Text.Encoding.UTF8.GetBytes(name));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
