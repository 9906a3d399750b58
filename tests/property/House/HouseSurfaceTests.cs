using System.Reflection;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The public surface changes only on purpose: it is compared with a golden file.</summary>
public sealed class HouseSurfaceTests
{
    private const string Accept = "BASIS_GOLDEN=write dotnet test tests/property -c Release --filter FullyQualifiedName~HouseSurface";

    [Theory]
    [InlineData("BasisTrees", "tests/golden/api-BasisTrees.txt")]
    [InlineData("BasisTrees.Persistence", "tests/golden/api-BasisTrees.Persistence.txt")]
    [InlineData("BasisTrees.Hosting", "tests/golden/api-BasisTrees.Hosting.txt")]
    public void The_public_surface_is_the_golden_one(string assembly, string golden)
    {
        string actual = HouseSurface.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("BASIS_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(HouseRepository.PathOf(golden))!); // the golden file is in a folder
            File.WriteAllText(HouseRepository.PathOf(golden), actual);
        }

        string expected = HouseRepository.Exists(golden) ? HouseRepository.Read(golden).ReplaceLineEndings("\n") : "";
        if (expected == actual) return;
        Assert.Fail(
            $"The public surface of {assembly} is not that of {golden}.\n{Difference(expected, actual)}\n"
            + $"If this is meant, accept it with\n  {Accept}\nand tell it in CHANGELOG.md.");
    }

    [Fact]
    public void The_surface_is_written_as_it_is()
    {
        string text = HouseSurface.Of(typeof(Prover).Assembly);
        Assert.Contains("readonly record struct BasisTrees.Digest\n", text, StringComparison.Ordinal);
        Assert.Contains("    static Digest Read(ReadOnlySpan<byte> bytes)\n", text, StringComparison.Ordinal);
        Assert.Contains("    KeyScheme(KeyMode mode, int keyLength)\n", text, StringComparison.Ordinal);
        Assert.Contains("    bool TryShare(out Snapshot? snapshot)\n", text, StringComparison.Ordinal);
        Assert.Contains("    ProofRefused = 10\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NodePool", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_is_shown_by_its_lines()
    {
        Assert.Equal("- class B\n+ class C", Difference("class A\nclass B\n", "class A\nclass C\n"));
    }

    // Lines are compared with the type they stand in, so that equal members of two types are told apart.
    private static string Difference(string expected, string actual)
    {
        string[] before = Qualify(expected);
        string[] after = Qualify(actual);
        IEnumerable<string> gone = before.Except(after, StringComparer.Ordinal).Select(l => "- " + l);
        IEnumerable<string> come = after.Except(before, StringComparer.Ordinal).Select(l => "+ " + l);
        return string.Join('\n', gone.Concat(come).Take(60));
    }

    private static string[] Qualify(string text)
    {
        string type = "";
        var lines = new List<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' ')) type = line;
            lines.Add(line.StartsWith(' ') ? $"{type} {{ {line.Trim()} }}" : line);
        }

        return [.. lines];
    }
}
