namespace BasisTrees.Host.Text;

/// <summary>Lines in columns, for a person.</summary>
internal static class TextTable
{
    /// <summary>The lines of a table with its headings first.</summary>
    /// <param name="headings">What the columns hold; one that begins with <c>&gt;</c> is aligned to the right.</param>
    /// <param name="rows">The cells, as many in each row as there are headings.</param>
    internal static IEnumerable<string> Lines(string[] headings, IReadOnlyList<string[]> rows)
    {
        bool[] isRight = [.. headings.Select(heading => heading.StartsWith('>'))];
        string[][] all = [[.. headings.Select(heading => heading.TrimStart('>'))], .. rows];
        int[] widths = [.. Enumerable.Range(0, headings.Length).Select(column => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
        {
            IEnumerable<string> cells = row.Select(
                (cell, column) => isRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            yield return string.Join("  ", cells).TrimEnd();
        }
    }

    /// <summary>Several values under one name, a row for each; none if there is none.</summary>
    internal static IEnumerable<(string Name, string Value)> Listed<T>(string name, IReadOnlyList<T> values, Func<T, string> show)
    {
        for (int i = 0; i < values.Count; i++) yield return (i == 0 ? name : string.Empty, show(values[i]));
    }

    /// <summary>The lines of names with what they stand for.</summary>
    internal static IEnumerable<string> Facts(IEnumerable<(string Name, string Value)> rows)
    {
        const int nameWidth = 14;
        foreach ((string name, string value) in rows) yield return $"{name.PadRight(nameWidth)} {value}";
    }
}
