using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Documents say what is there: links, paths, commands, terms and the sample are compared with the repository.</summary>
public sealed class HouseDocumentsTests
{
    private const string TestCommand = "dotnet test BasisTrees.sln -c Release";

    // A document that is not linked from one of these is dead.
    private static readonly string[] s_doors = ["README.md", "docs/ARCHITECTURE.md", "docs/adr/README.md"];

    private static readonly string[] s_terms =
    [
        "prover", "verifier", "label", "digest", "leaf", "internal node", "routing key", "batch proof", "revision", "sequence",
        "segment", "replay", "seal", "snapshot", "trust string", "commit point", "group", "record", "frame", "torn tail", "slab", "handle",
        "generation",
    ];

    private static readonly Regex s_link = new(@"\]\((?<target>[^)\s#]*)(?:#(?<anchor>[^)\s]*))?\)", HouseSource.Plain);

    private static IEnumerable<string> Documents => HouseRepository.Files.Where(f =>
        f.EndsWith(".md", StringComparison.Ordinal) && (!f.Contains('/') || f.StartsWith("docs/", StringComparison.Ordinal)));

    [Fact]
    public void Links_lead_somewhere()
    {
        var found = new List<string>();
        foreach (string document in Documents)
        {
            foreach (Match link in s_link.Matches(HouseRepository.Read(document)))
            {
                string target = Resolve(document, link.Groups["target"].Value);
                string anchor = link.Groups["anchor"].Value;
                if (target.Contains("://", StringComparison.Ordinal)) continue;
                if (!HouseRepository.Exists(target)) found.Add($"{document}: {link.Groups["target"].Value}");
                else if (anchor.Length > 0 && !Anchors(target).Contains(anchor)) found.Add($"{document}: {target}#{anchor}");
            }
        }

        Assert.True(found.Count == 0, "These links lead nowhere:\n" + string.Join('\n', found));
    }

    [Fact]
    public void Every_document_has_a_way_to_it()
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        foreach (string door in s_doors)
        {
            foreach (Match link in s_link.Matches(HouseRepository.Read(door))) reached.Add(Resolve(door, link.Groups["target"].Value));
        }

        string[] dead = [.. HouseRepository.Files.Where(f => f.StartsWith("docs/", StringComparison.Ordinal) && !reached.Contains(f))];
        Assert.True(dead.Length == 0, $"Linked from none of {string.Join(", ", s_doors)}: {string.Join(", ", dead)}");
    }

    [Fact]
    public void Paths_that_documents_name_exist()
    {
        IEnumerable<string> found =
            from document in Documents
            from Match path in Regex.Matches(
                HouseRepository.Read(document), @"`(?<path>(?:src|tests|bench|docs|config|\.ci)(?:/[\w.\-]+)*)`", HouseSource.Plain)
            where !HouseRepository.Exists(path.Groups["path"].Value)
            select $"{document}: {path.Groups["path"].Value}";
        string[] missing = [.. found];
        Assert.True(missing.Length == 0, "These paths are not there:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void The_glossary_holds_the_terms_of_the_field_and_no_dead_ones()
    {
        string text = HouseRepository.Read("docs/ARCHITECTURE.md");
        string glossary = text[text.IndexOf("## Glossary", StringComparison.Ordinal)..];
        string[] terms = [.. Regex.Matches(glossary, @"^\| \*\*(?<term>[^*]+)\*\*", RegexOptions.Multiline | HouseSource.Plain)
            .Select(m => m.Groups["term"].Value)];
        Assert.Empty(s_terms.Except(terms, StringComparer.Ordinal));
        Assert.Equal(terms.Order(StringComparer.Ordinal), terms);
        string product = string.Join('\n', HouseRepository.Sources.Where(s => s.IsProduct).Select(s => s.Text));
        string[] dead = [.. terms.Where(t => !IsUsed(product, t))];
        Assert.True(dead.Length == 0, "The product does not use these terms: " + string.Join(", ", dead));
    }

    [Fact]
    public void Commands_that_the_README_states_exist()
    {
        IEnumerable<HouseSource> sources = HouseRepository.Sources.Where(s => s.File.StartsWith("src/Host/", StringComparison.Ordinal));
        string host = string.Join('\n', sources.Select(s => s.Text));
        string bench = HouseRepository.Read("bench/BenchOptions.cs");
        var found = new List<string>();
        foreach ((string document, string line) in CommandLines())
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string known = words[0] == "basis" ? host : words.Contains("bench") ? bench : "";
            if (words[0] == "dotnet") found.AddRange(MissingPlaces(words).Select(p => $"{document}: {line}: {p} is not there"));
            if (words[0] == "basis" && !IsLiteral(host, words[1])) found.Add($"{document}: {line}: no {words[1]}");
            if (known.Length == 0) continue;
            IEnumerable<string> options = words.Where(w => w is not ("--" or "--project") && w.StartsWith("--", StringComparison.Ordinal));
            found.AddRange(options.Where(o => !IsLiteral(known, o)).Select(o => $"{document}: {line}: no option {o}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void The_script_runs_exactly_the_test_command_of_the_README()
    {
        Assert.Contains($"\n{TestCommand}\n", HouseRepository.Read("README.md"), StringComparison.Ordinal);
        Assert.Contains($"\n{TestCommand} ", HouseRepository.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_of_the_README_is_the_one_that_is_tested()
    {
        string[] sample = [.. HouseRepository.Read("tests/property/House/HouseReadmeSample.cs").ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(l => l.Trim() != HouseReadmeSample.Begin).Skip(1).TakeWhile(l => l.Trim() != HouseReadmeSample.End)];
        Assert.True(sample.Length > 10, "The marks of the sample are gone.");
        string text = string.Join('\n', sample.Select(l => l.Length == 0 ? "" : l[8..]));
        Assert.Contains($"```csharp\n{text}\n```", HouseRepository.Read("README.md").ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_changelog_knows_the_version_that_is_built()
    {
        string version = XDocument.Parse(HouseRepository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Contains($"\n## {version}", HouseRepository.Read("CHANGELOG.md"), StringComparison.Ordinal);
    }

    private static string Resolve(string document, string target)
    {
        if (target.Length == 0) return document;
        if (target.Contains("://", StringComparison.Ordinal)) return target;
        string full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(HouseRepository.PathOf(document))!, target)); // it is in a folder
        return Path.GetRelativePath(HouseRepository.Root, full).Replace('\\', '/');
    }

    // The names that a heading can be linked by: lower case, blanks as hyphens, nothing but letters, digits and hyphens.
    private static IEnumerable<string> Anchors(string document) =>
        from line in HouseRepository.Read(document).ReplaceLineEndings("\n").Split('\n')
        where line.StartsWith('#')
        let heading = line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-')
        select new string([.. heading.Where(c => char.IsLetterOrDigit(c) || c is '-' or '_')]);

    // A term of several words may stand in the code as a name: "key mode" as KeyMode.
    private static bool IsUsed(string product, string term) =>
        product.Contains(term, StringComparison.OrdinalIgnoreCase)
        || product.Contains(term.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Document, string Line)> CommandLines() =>
        from document in new[] { "README.md", "docs/PERFORMANCE.md" }
        let text = HouseRepository.Read(document).ReplaceLineEndings("\n")
        from Match block in Regex.Matches(text, @"```sh\n(?<lines>[^`]*)```", HouseSource.Plain)
        from line in block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        select (document, line);

    private static bool IsLiteral(string code, string text) => code.Contains($"\"{text}\"", StringComparison.Ordinal);

    private static IEnumerable<string> MissingPlaces(string[] words)
    {
        for (int i = 1; i < words.Length; i++)
        {
            bool isPlace = words[i - 1] == "--project" || words[i].EndsWith(".sln", StringComparison.Ordinal);
            if (isPlace && !HouseRepository.Exists(words[i])) yield return words[i];
        }
    }
}
