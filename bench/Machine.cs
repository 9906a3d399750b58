using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BasisTrees.Bench;

/// <summary>Where and what is measured.</summary>
/// <param name="Processor">The model of the processor.</param>
/// <param name="Cores">How many processors the system shows.</param>
/// <param name="Lanes">The widest hash lanes it has.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Commit">The commit that was built, with a plus sign if files differ from it.</param>
internal sealed record Machine(string Processor, int Cores, LaneKind Lanes, string Runtime, string Commit)
{
    public static Machine Current { get; } = new(
        ReadProcessor(), Environment.ProcessorCount, LabelLanes.Best, RuntimeInformation.FrameworkDescription, ReadCommit());

    private static string ReadProcessor()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string ReadCommit()
    {
        string? commit = Git("rev-parse --short=12 HEAD");
        if (commit is null) return "unknown";
        return Git("status --porcelain")?.Length > 0 ? commit + "+" : commit;
    }

    private static string? Git(string arguments)
    {
        try
        {
            using Process? git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            });
            if (git is null) return null;
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            // No git here: the report says that the commit is unknown.
            return null;
        }
    }
}
