using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace BasisTrees.Tests.Property;

/// <summary>
/// docs/FORMAT.md as tests compare it with the code. With BASIS_UPDATE_GOLDEN=1 its examples are written anew: a change of the format,
/// which needs a new version and a line in the changelog.
/// </summary>
internal static class FormatPage
{
    private const string Page = "docs/FORMAT.md";
    private const int BytesPerLine = 32;

    internal static string Text => HouseRepository.Read(Page);

    /// <summary>The rows of the table with a heading.</summary>
    internal static SortedDictionary<string, long> Table(string heading)
    {
        string text = Text;
        string table = text[text.IndexOf(heading, StringComparison.Ordinal)..];
        MatchCollection rows = Regex.Matches(
            table[..table.IndexOf("\n\n", StringComparison.Ordinal)], @"^\| (?<name>\w+) \| (?<value>\d+) \|$",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        var stated = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (Match row in rows)
            stated.Add(row.Groups["name"].Value, long.Parse(row.Groups["value"].Value, CultureInfo.InvariantCulture));
        return stated;
    }

    /// <summary>The constants of a class.</summary>
    internal static SortedDictionary<string, long> Constants(Type type)
    {
        var coded = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (FieldInfo field in type.GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.IsLiteral))
            coded.Add(field.Name, Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
        return coded;
    }

    /// <summary>The example of a file as the page shows it, replaced by the given bytes first if that is asked for.</summary>
    internal static string Example(string file, byte[] bytes)
    {
        string text = Text;
        string start = $"```hex {file}\n";
        int at = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int end = text.IndexOf("```", at, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("BASIS_UPDATE_GOLDEN") != "1") return text[at..end];
        File.WriteAllText(HouseRepository.PathOf(Page), text[..at] + Hex(bytes) + text[end..]);
        return Hex(bytes);
    }

    internal static string Hex(byte[] bytes)
    {
        var lines = new StringBuilder();
        for (int at = 0; at < bytes.Length; at += BytesPerLine)
            lines.Append(Convert.ToHexStringLower(bytes, at, Math.Min(BytesPerLine, bytes.Length - at))).Append('\n');
        return lines.ToString();
    }
}
