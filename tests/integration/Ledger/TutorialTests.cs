using System.Diagnostics;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What docs/TUTORIAL.md tells a newcomer to type does what it says.</summary>
public sealed class TutorialTests
{
    private const string ProgramFolder = "examples/ledger/bin/Release/net10.0";
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(8);

    private static string Text => File.ReadAllText(FirstStepsTests.RepositoryFile("docs/TUTORIAL.md"));

    [Fact]
    public void The_program_is_the_one_that_is_tested()
    {
        string file = File.ReadAllText(FirstStepsTests.RepositoryFile("tests/integration/Ledger/TutorialSample.cs"));
        string[] sample = [.. file.Split('\n').SkipWhile(line => line.Trim() != TutorialSample.Begin).Skip(1)
            .TakeWhile(line => line.Trim() != TutorialSample.End).Select(line => line.Length == 0 ? "" : line[8..])];
        Assert.True(sample.Length > 10, "The marks of the sample are gone.");
        Assert.Equal(Fences("csharp").Single(), string.Join('\n', sample) + "\n");
    }

    [Fact]
    public async Task The_program_proves_what_it_keeps_and_finds_it_again()
    {
        using var scratch = new ScratchDirectory();
        TextWriter console = Console.Out;
        for (int run = 1; run <= 2; run++)
        {
            using var said = new StringWriter();
            Console.SetOut(said);
            try
            {
                await TutorialSample.RunAsync(scratch["first-tree"]);
            }
            finally
            {
                Console.SetOut(console);
            }

            Assert.Contains($"Committed: revision {run}, digest ", said.ToString(), StringComparison.Ordinal);
            Assert.Contains("alice: 100\nbob: nothing\nThe proof holds.\n", said.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_commands_say_what_the_page_says()
    {
        using var scratch = new ScratchDirectory();
        Directory.CreateDirectory(scratch[Path.GetDirectoryName(ProgramFolder)!]); // it has a parent
        File.CreateSymbolicLink(scratch[ProgramFolder], AppContext.BaseDirectory);
        string[] samples = [.. Fences("sh")];
        Assert.Equal("dotnet build examples/ledger -c Release\n", samples[0]); // what has built this test
        string script = string.Concat(samples[1..].Select((sample, index) => sample + $"echo \"sample {index} ended\"\n"));
        (string said, string talk) = Shell(scratch.Root, script);
        for (int i = 0; i < samples.Length - 1; i++) Assert.Contains($"sample {i} ended\n", said, StringComparison.Ordinal);
        string all = said + talk;
        foreach (string line in Fences("").Where(fence => !fence.StartsWith("dotnet", StringComparison.Ordinal)).SelectMany(Lines))
            Assert.Contains(line, all, StringComparison.Ordinal);
        Assert.Contains("alice\tbob\t50\t100\t0\t40\t10\t3\nalice\tcarol\t40\t0\t40\t0\t0\t1\n", said, StringComparison.Ordinal);
        Assert.Contains("(tier 2).", talk, StringComparison.Ordinal);
        Assert.DoesNotContain("differ", all, StringComparison.Ordinal); // cmp
        Assert.DoesNotContain("rror", talk, StringComparison.Ordinal);
        Assert.DoesNotContain("not found", talk, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string fence) => fence.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // The texts between ```language and ```.
    private static IEnumerable<string> Fences(string language)
    {
        StringBuilder? open = null;
        bool isWanted = false;
        foreach (string line in Text.Split('\n'))
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (isFence && open is null)
            {
                open = new StringBuilder();
                isWanted = line == "```" + language;
            }
            else if (isFence)
            {
                if (isWanted) yield return open!.ToString(); // it is open
                open = null;
            }
            else
            {
                open?.Append(line).Append('\n');
            }
        }
    }

    private static (string Said, string Talk) Shell(string directory, string script)
    {
        var start = new ProcessStartInfo("sh")
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process shell = Process.Start(start) ?? throw new InvalidOperationException("There is no shell.");
        Task<string> said = shell.StandardOutput.ReadToEndAsync();
        Task<string> talk = shell.StandardError.ReadToEndAsync();
        shell.StandardInput.Write(script);
        shell.StandardInput.Close();
        bool isEnded = shell.WaitForExit(HangAfter);
        if (!isEnded) shell.Kill(entireProcessTree: true);
        Assert.True(isEnded, "The commands did not end.");
        return (said.GetAwaiter().GetResult(), talk.GetAwaiter().GetResult());
    }
}
