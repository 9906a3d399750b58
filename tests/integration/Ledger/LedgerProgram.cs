using System.Diagnostics;
using System.Text;
using BasisTrees.Examples.Ledger;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Runs the built example as its users do: as a process, in a directory of its own.</summary>
internal sealed class LedgerProgram(string directory)
{
    // Only a hang reaches it.
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(4);

    /// <summary>Starts the program; the caller ends and disposes of it.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Book).Assembly.Location, .. arguments])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        return Process.Start(start) ?? throw new InvalidOperationException("The program could not be started.");
    }

    /// <summary>Runs the program to its end.</summary>
    public ProgramResult Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> talk = process.StandardError.ReadToEndAsync();
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(HangAfter))
        {
            process.Kill();
            Assert.Fail($"ledger {string.Join(' ', arguments)} did not end.");
        }

        byte[] data = Encoding.UTF8.GetBytes(said.GetAwaiter().GetResult());
        return new ProgramResult(process.ExitCode, data, talk.GetAwaiter().GetResult());
    }

    /// <summary>Runs the program, which must refuse with one sentence and an exit code.</summary>
    public string Refused(int exitCode, params string[] arguments)
    {
        ProgramResult result = Run(arguments);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode} instead of {exitCode}: {result.Talk}{result.Out}");
        string line = Assert.Single(result.Talk.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("ledger: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        return line["ledger: ".Length..];
    }
}
