using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// Real input that every machine has: on Debian the installed files and the packages they belong to, elsewhere the lines of the longest
/// documentation file that comes with the SDK, by number.
/// </summary>
internal sealed class RealInput
{
    private const int LinesMin = 30_000;

    private RealInput(string origin, IReadOnlyList<KeyValuePair<string, string>> entries)
    {
        Origin = origin;
        Entries = entries;
    }

    public string Origin { get; }

    /// <summary>Id and value of each line, in order; an id may come again.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Entries { get; }

    /// <summary>The first entries as lines: id, tab, value, with something added to each value.</summary>
    public string Lines(int count, string addition)
    {
        var text = new StringBuilder();
        foreach ((string id, string value) in Entries.Take(count)) text.Append(id).Append('\t').Append(value).Append(addition).Append('\n');
        return text.ToString();
    }

    public static RealInput Find()
    {
        List<KeyValuePair<string, string>> entries = InstalledFiles();
        if (entries.Count >= LinesMin) return new RealInput("installed files and their packages", entries);
        string longest = DocumentationFiles().OrderByDescending(file => file.Length).First().FullName;
        entries = [.. File.ReadLines(longest).Select((line, index) =>
            KeyValuePair.Create((index + 1).ToString(CultureInfo.InvariantCulture), line))];
        Assert.True(entries.Count >= LinesMin, $"{longest} has only {entries.Count} lines.");
        return new RealInput(longest, entries);
    }

    // Every line "package, package: /path"; other lines speak of diversions.
    private static List<KeyValuePair<string, string>> InstalledFiles()
    {
        var entries = new List<KeyValuePair<string, string>>();
        try
        {
            var start = new ProcessStartInfo("dpkg-query", ["-S", "*"]) { RedirectStandardOutput = true, RedirectStandardError = true,
                UseShellExecute = false };
            using Process query = Process.Start(start) ?? throw new InvalidOperationException("dpkg-query could not be started.");
            _ = query.StandardError.ReadToEndAsync();
            while (query.StandardOutput.ReadLine() is { } line)
            {
                int split = line.LastIndexOf(": /", StringComparison.Ordinal);
                if (split > 0
                    && !line.Contains('\t', StringComparison.Ordinal)) entries.Add(KeyValuePair.Create(line[(split + 2)..], line[..split]));
            }

            query.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not a Debian machine.
        }

        return entries;
    }

    private static IEnumerable<FileInfo> DocumentationFiles()
    {
        // The runtime lies in <root>/shared/Microsoft.NETCore.App/<version>, the reference packs in <root>/packs.
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // assemblies of the runtime have a place
        string packs = Path.Combine(runtime, "..", "..", "..", "packs");
        return new DirectoryInfo(packs).EnumerateFiles("*.xml", SearchOption.AllDirectories);
    }
}
