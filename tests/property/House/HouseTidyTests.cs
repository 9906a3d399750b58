using System.Text.RegularExpressions;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The style of the house, as far as a program can see it.</summary>
public sealed class HouseTidyTests
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 60;
    private const int ColumnsMax = 140;

    private static readonly string[] s_bannedWords = ["Manager", "Helper", "Util", "Utils", "Service", "Info", "Impl", "Base", "Context"];

    // Marks of unfinished work, taken apart so that this file does not hold them.
    private static readonly string[] s_bannedMarks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] s_bannedCalls =
        ["Thread" + ".Sleep", "FlushTo" + "Disk", "Flush(true)", "Flush(flushToDisk", "Memory" + "Mapped"];

    private static readonly string[] s_machinePaths = ["/ho" + "me/", "/ro" + "ot/", "/t" + "mp/"];

    private static readonly string[] s_textEndings =
        [".cs", ".md", ".csproj", ".props", ".sln", ".toml", ".json", ".txt", ".yml", ".editorconfig", "/run"];

    // A test suite that is kept as its authors wrote it.
    private const string Foreign = "tests/integration/toml-test/";

    [Fact]
    public void Files_and_lines_keep_their_limits()
    {
        var found = new List<string>();
        foreach (HouseSource source in HouseRepository.Sources)
        {
            if (source.Lines.Count > FileLinesMax && !source.ExplainsLongMethod) found.Add($"{source.File}: {source.Lines.Count} lines");
            for (int i = 0; i < source.Lines.Count; i++)
            {
                if (source.Lines[i].Length > ColumnsMax) found.Add($"{source.File}:{i + 1}: {source.Lines[i].Length} columns");
                if (source.Lines[i].Contains('\t')) found.Add($"{source.File}:{i + 1}: a tab");
            }
        }

        Report(found, $"A file has at most {FileLinesMax} lines of at most {ColumnsMax} columns, and no tabs.");
    }

    [Fact]
    public void Methods_keep_their_limit()
    {
        IEnumerable<string> found =
            from source in HouseRepository.Sources
            where !source.ExplainsLongMethod
            from block in source.Blocks
            where !block.IsType && block.LineCount > MethodLinesMax
            select $"{source.File}:{block.FirstLine}: {block.LineCount} lines: {block.Name}";
        Report(found, $"A method has at most {MethodLinesMax} lines; a kernel may say '{HouseSource.LongMethodMarker}'.");
    }

    [Fact]
    public void Each_file_holds_the_type_it_is_named_after_and_no_other()
    {
        var found = new List<string>();
        foreach (HouseSource source in HouseRepository.Sources)
        {
            string[] types = [.. source.Blocks.Where(b => b.IsType && b.Depth == 0).Select(b => b.Name)];
            string name = Path.GetFileNameWithoutExtension(source.File);
            bool isProgram = types.Length == 0 && name is "Program" or "GlobalUsings" or "AssemblyAttributes";
            if (!isProgram && (types.Length != 1 || types[0] != name)) found.Add($"{source.File}: {string.Join(", ", types)}");
        }

        Report(found, "One type, one file, one name.");
    }

    [Fact]
    public void Names_of_types_say_what_they_are()
    {
        IEnumerable<string> found =
            from source in HouseRepository.Sources
            from block in source.Blocks
            where block.IsType
            let word = Words(block.Name).FirstOrDefault(w => s_bannedWords.Contains(w, StringComparer.Ordinal))
            where word is not null
            select $"{source.File}:{block.FirstLine}: {block.Name} has the word {word}";
        Report(found, "A type is named by a noun of its field.");
    }

    [Fact]
    public void Nothing_is_left_unfinished()
    {
        IEnumerable<string> found =
            from source in HouseRepository.Sources
            from mark in s_bannedMarks
            where Regex.IsMatch(source.Text, $@"\b{mark}\b", HouseSource.Plain)
            select $"{source.File}: {mark}";
        Report(found, "Unfinished work is not marked but finished.");
    }

    [Fact]
    public void The_product_makes_no_call_that_is_banned()
    {
        IEnumerable<string> found =
            from source in HouseRepository.Sources
            where source.IsProduct
            from call in s_bannedCalls
            where source.Code.Contains(call, StringComparison.Ordinal)
            select $"{source.File}: {call}";
        Report(found, "No timed waits, no syncs that swallow errors, no mapped files.");
    }

    [Fact]
    public void No_path_of_a_machine_is_written_down()
    {
        string root = HouseRepository.Root.Replace('\\', '/');
        bool isTelling = root.Count(c => c == '/') > 1; // "/src" may stand anywhere
        var found = new List<string>();
        foreach (string file in HouseRepository.Files.Where(IsText))
        {
            string text = HouseRepository.Read(file);
            if (isTelling && text.Contains(root, StringComparison.Ordinal)) found.Add($"{file}: the place of this checkout");
            bool isBound = file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("docs/", StringComparison.Ordinal)
                || !file.Contains('/');
            if (!isBound) continue;
            found.AddRange(s_machinePaths.Where(p => text.Contains(p, StringComparison.Ordinal)).Select(p => $"{file}: {p}"));
        }

        Report(found, "A clone works wherever it lies.");
    }

    [Fact]
    public void The_scanner_sees_what_it_must()
    {
        const string sample = """
            namespace A;
            /* class No { */
            public sealed record One(int X);
            [Flags] internal enum Two { A, B }
            internal sealed class Three<T> where T : struct
            {
                private const string Text = "} class Four {" + $"{(1 > 0 ? "}" : "{")}{{";
                public int Get() { return '}'; }
                [Obsolete("]"),
                 Conditional(names[0])]
                public void Long()
                {
                    if (Get() > 0)
                    {
                        // }
                        Action a = () => { record(); };
                    }
                }
                private readonly struct Inner { }
            }
            """;
        IReadOnlyList<HouseBlock> blocks = new HouseSource("sample.cs", sample).Blocks;
        Assert.Equal(["One", "Two", "Three"], blocks.Where(b => b.IsType && b.Depth == 0).Select(b => b.Name));
        Assert.Equal(["Inner"], blocks.Where(b => b.IsType && b.Depth == 1).Select(b => b.Name));
        IEnumerable<(string, int)> members = blocks.Where(b => !b.IsType && b.Depth == 1).Select(b => (b.Name, b.LineCount));
        Assert.Equal([("public int Get()", 1), ("public void Long()", 8)], members);
    }

    private static bool IsText(string file) =>
        !file.StartsWith(Foreign, StringComparison.Ordinal) && s_textEndings.Any(e => file.EndsWith(e, StringComparison.Ordinal));

    // "TcpIPService" has the words Tcp, IP, Service.
    private static IEnumerable<string> Words(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            bool isEnd = i == name.Length
                || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))));
            if (!isEnd) continue;
            yield return name[start..i];
            start = i;
        }
    }

    private static void Report(IEnumerable<string> found, string rule)
    {
        string[] lines = [.. found.Take(40)];
        if (lines.Length > 0) Assert.Fail($"{rule}\n{string.Join('\n', lines)}");
    }
}
