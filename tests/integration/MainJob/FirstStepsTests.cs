using System.Diagnostics;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What the README and the started service tell a newcomer to type does what they say.</summary>
public sealed class FirstStepsTests
{
    private const string ProgramFolder = "src/Host/bin/Release/net10.0";

    [Fact]
    public void What_the_started_service_suggests_can_be_pasted()
    {
        using var scratch = new ScratchDirectory();
        using ServedStore service = ServedStore.StartPlain(scratch.Root);
        string[] hints = [.. service.Talk().Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.True(hints.Length >= 4, service.Talk());
        string said = Shell(scratch.Root, string.Join('\n', hints)).Done();
        Assert.Contains("\"greeting\" has the value \"hello\"", said, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"hello\"", said, StringComparison.Ordinal);
        Assert.True(Directory.Exists(scratch["data"]), "The embedded store is not in the working directory.");
    }

    [Fact]
    public void The_samples_of_the_readme_run_as_written()
    {
        string[] samples = Samples(File.ReadAllText(RepositoryFile("README.md")));
        Assert.True(samples.Length >= 3, "The README has no shell samples.");

        // The two commands of the set-up are what has built and started this test.
        Assert.Equal("dotnet run -c Release --project src/Host\ndotnet test BasisTrees.sln -c Release\n", samples[0]);
        if (samples.Any(sample => sample.Contains("dpkg-query", StringComparison.Ordinal)) && !File.Exists("/usr/bin/dpkg-query"))
            Assert.Skip("There is no dpkg-query here.");
        using var scratch = new ScratchDirectory();
        Directory.CreateDirectory(scratch[Path.GetDirectoryName(ProgramFolder)!]); // it has a parent
        File.CreateSymbolicLink(scratch[ProgramFolder], AppContext.BaseDirectory);
        string[] later = [.. samples[1..]];
        string script = string.Concat(later.Select(sample => sample + "\necho \"exit $?\"\n"));
        ProgramResult result = Shell(scratch.Root, script);
        Assert.Contains("PROVEN for the tree", result.Out, StringComparison.Ordinal);
        Assert.Contains("\"/usr/bin/sort\" has the value \"coreutils\"", result.Out, StringComparison.Ordinal);
        Assert.Contains("NOT PROVEN", result.Talk, StringComparison.Ordinal);
        string[] exits = [.. result.Out.Split('\n').Where(line => line.StartsWith("exit ", StringComparison.Ordinal))];
        Assert.Equal(later.Select(sample => sample.Contains("tampered", StringComparison.Ordinal) ? "exit 1" : "exit 0"), exits);
        Assert.Contains("  before-the-change\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong with what was read.", result.Talk, StringComparison.Ordinal);
        Assert.Contains("tier           0: nothing had to be repaired", result.Out, StringComparison.Ordinal);
        Assert.Contains("The name before-the-change is taken", result.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_cannot_be_written_is_no_success()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        using var scratch = new ScratchDirectory();
        string data = scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string basis = $"'{AppContext.BaseDirectory}basis'";
        foreach (string command in new[] { "get a", "prove a", "stats", "trust", "scan", "log" })
        {
            ProgramResult result = Shell(scratch.Root, $"{basis} {command} --data '{data}' > /dev/full\n");
            Assert.Contains("Standard output cannot be written", result.Refused(6), StringComparison.Ordinal);
        }
    }

    // The texts between ```sh and ```.
    private static string[] Samples(string markdown)
    {
        var samples = new List<string>();
        StringBuilder? sample = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (line == "```sh") sample = new StringBuilder();
            else if (line == "```" && sample is not null)
            {
                samples.Add(sample.ToString());
                sample = null;
            }
            else sample?.Append(line).Append('\n');
        }

        return [.. samples];
    }

    /// <summary>The path of a file of the repository.</summary>
    internal static string RepositoryFile(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "BasisTrees.sln"))) return Path.Combine(at.FullName, name);
        }

        throw new FileNotFoundException("BasisTrees.sln");
    }

    private static ProgramResult Shell(string directory, string script)
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
        Assert.True(shell.WaitForExit(TimeSpan.FromMinutes(4)), "The script did not end.");
        return new ProgramResult(shell.ExitCode, Encoding.UTF8.GetBytes(said.GetAwaiter().GetResult()), talk.GetAwaiter().GetResult());
    }
}
