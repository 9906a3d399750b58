using System.Globalization;
using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>Counts the outcomes by kind of file, class of bytes and damage, and writes them as a table of Markdown.</summary>
internal sealed class MatrixTable
{
    internal const string Begin = "<!-- matrix: begin -->";
    internal const string End = "<!-- matrix: end -->";

    private const string Head = "| file | bytes | damage | cells | same | reported | refused | refused when read | needs a pinned head |";

    private readonly SortedDictionary<(string Kind, string Class, MatrixDamage Damage), int[]> _rows = [];
    private readonly SortedDictionary<int, int> _tiers = [];

    /// <summary>The cells counted.</summary>
    internal int Cells { get; private set; }

    internal int Violations { get; private set; }

    internal void Add(MatrixCell cell, MatrixVerdict verdict)
    {
        (string, string, MatrixDamage) key = (cell.Kind, cell.Class, cell.Damage);
        if (!_rows.TryGetValue(key, out int[]? counts)) _rows[key] = counts = new int[(int)MatrixOutcome.Violation + 1];
        counts[(int)verdict.Outcome]++;
        Cells++;
        if (verdict.Outcome == MatrixOutcome.Violation) Violations++;
        else if (verdict.Tier >= 0) _tiers[verdict.Tier] = _tiers.GetValueOrDefault(verdict.Tier) + 1;
    }

    /// <summary>How often an outcome came.</summary>
    internal int Count(MatrixOutcome outcome) => _rows.Values.Sum(counts => counts[(int)outcome]);

    /// <summary>The sums in one line.</summary>
    internal string Summary()
    {
        string tiers = string.Join(", ", _tiers.Select(tier => Say($"tier {tier.Key}: {tier.Value}")));
        return Say($"{Cells} cells: {Count(MatrixOutcome.Same)} the same, {Count(MatrixOutcome.Reported)} reported, ")
            + Say($"{Count(MatrixOutcome.Refused)} refused, {Count(MatrixOutcome.RefusedWhenRead)} refused when read, ")
            + Say($"{Count(MatrixOutcome.NeedsPinnedHead)} need a pinned head, {Violations} violations; opened by {tiers}.");
    }

    /// <summary>Writes the table to a file: between its marks if it has them, as the whole file otherwise.</summary>
    internal void Write(string path)
    {
        string text = File.Exists(path) ? File.ReadAllText(path) : "";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        string table = $"{Begin}\n{Markdown()}{End}";
        File.WriteAllText(path, begin < 0 || end < begin ? table + "\n" : text[..begin] + table + text[(end + End.Length)..]);
    }

    /// <summary>What the rows of a table are about, one line for each.</summary>
    internal IEnumerable<string> Rows() => _rows.Keys.Select(row => $"| {row.Kind} | {row.Class} | {Words(row.Damage)} |");

    private string Markdown()
    {
        var text = new StringBuilder();
        text.Append('\n').Append(Summary()).Append("\n\n").Append(Head).Append('\n').Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (((string kind, string name, MatrixDamage damage), int[] counts) in _rows)
        {
            text.Append(Say($"| {kind} | {name} | {Words(damage)} | {counts.Sum()} |"));
            foreach (int count in counts.AsSpan(0, (int)MatrixOutcome.Violation)) text.Append(count == 0 ? "  |" : Say($" {count} |"));
            text.Append('\n');
        }

        return text.Append('\n').ToString();
    }

    private static string Words(MatrixDamage damage) => damage switch
    {
        MatrixDamage.BitFlipped => "one bit flipped",
        MatrixDamage.SectorZeroed => "a sector of zeros",
        MatrixDamage.SectorMisdirected => "another sector written there",
        MatrixDamage.CutShort => "cut short there",
        MatrixDamage.Emptied => "emptied",
        MatrixDamage.Missing => "missing",
        MatrixDamage.GarbageBehind => "garbage appended",
        MatrixDamage.FramesSwapped => "two swapped",
        MatrixDamage.FrameDoubled => "one doubled",
        MatrixDamage.FrameOfAnotherStore => "one of another store",
        MatrixDamage.FileOfAnotherStore => "that of another store",
        MatrixDamage.AnotherFileOfTheStore => "another one of the store",
        MatrixDamage.OlderFile => "as it was earlier",
        MatrixDamage.WholeOlderStore => "the whole store as it was earlier",
        MatrixDamage.LogAndSealCutBack => "log and seal cut back together",
        _ => damage.ToString(),
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
