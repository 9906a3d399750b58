using System.Diagnostics;
using System.Text;
using BasisTrees.Host.Wire;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Runs the built program as its users do: as a process.</summary>
internal static class BasisProgram
{
    // Only a hang reaches it.
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(4);

    private static readonly string[] Nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    private static string Path => typeof(TreeFacts).Assembly.Location;

    /// <summary>Runs the program to its end.</summary>
    public static ProgramResult Run(params string[] arguments) => RunIn(Environment.CurrentDirectory, [], arguments);

    /// <summary>Runs the program to its end with bytes on standard input.</summary>
    public static ProgramResult RunWith(byte[] input, params string[] arguments) => RunIn(Environment.CurrentDirectory, input, arguments);

    /// <summary>Runs the program to its end in a directory.</summary>
    public static ProgramResult RunIn(string directory, byte[] input, params string[] arguments) =>
        Finish(Start(directory, arguments), input);

    /// <summary>Runs the program to its end as a user who may do nothing; skips the test where that cannot be done.</summary>
    public static ProgramResult RunAsNobody(params string[] arguments)
    {
        if (!File.Exists("/usr/bin/setpriv")) Assert.Skip("There is no setpriv here.");
        ProcessStartInfo probe = StartOf(Environment.CurrentDirectory, Nobody, ["--version"]);
        if (Finish(Process.Start(probe)!, []).ExitCode != 0) Assert.Skip("Nobody may not run the program here."); // setpriv is a program
        return Finish(Process.Start(StartOf(Environment.CurrentDirectory, Nobody, arguments))!, []); // it ran just now
    }

    /// <summary>Runs the program to its end under another one that starts it, with variables of the environment.</summary>
    /// <param name="launcher">The other program and its arguments; empty for none.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such other program.</exception>
    public static ProgramResult RunUnder(string[] launcher, (string Name, string Value)[] environment, params string[] arguments)
    {
        ProcessStartInfo start = StartOf(Environment.CurrentDirectory, launcher, arguments);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Finish(Process.Start(start)!, []); // it starts or throws
    }

    /// <summary>Starts the program; the caller ends and disposes of it.</summary>
    public static Process Start(string directory, params string[] arguments) => Start(directory, arguments, null);

    /// <summary>Starts the program with a variable of the environment; the caller ends and disposes of it.</summary>
    public static Process Start(string directory, string[] arguments, (string Name, string Value)? variable)
    {
        ProcessStartInfo start = StartOf(directory, [], arguments);
        if (variable is { } given) start.Environment[given.Name] = given.Value;
        return Process.Start(start) ?? throw new InvalidOperationException("The program could not be started.");
    }

    private static ProgramResult Finish(Process started, byte[] input)
    {
        using Process process = started;
        var read = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(read);
        Task<string> talk = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading what it was given.
        }

        if (!process.WaitForExit(HangAfter))
        {
            process.Kill();
            Assert.Fail($"basis {string.Join(' ', process.StartInfo.ArgumentList)} did not end.");
        }

        reading.GetAwaiter().GetResult();
        return new ProgramResult(process.ExitCode, read.ToArray(), talk.GetAwaiter().GetResult());
    }

    private static ProcessStartInfo StartOf(string directory, string[] launcher, string[] arguments)
    {
        string[] command = [.. launcher, "dotnet", Path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("BASIS_TOKEN");
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("BASIS__", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        return start;
    }
}
