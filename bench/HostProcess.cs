using System.Diagnostics;

namespace BasisTrees.Bench;

/// <summary>A service in a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private const string Announcement = "Listening on ";

    private readonly Process _process;

    private HostProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>How long it has had a processor, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts a program of this project and waits until it says where it listens.</summary>
    public static HostProcess Start(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        Process process = Process.Start(start) ?? throw new WrongResultException($"{assembly} does not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var said = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (!line.StartsWith(Announcement, StringComparison.Ordinal)) continue;
            _ = Task.Run(process.StandardError.ReadToEnd); // so that it never waits to be heard
            return new HostProcess(process, new Uri(line[Announcement.Length..].Split(' ')[0]).Port);
        }

        throw new WrongResultException($"{assembly} did not start: {string.Join(' ', said)}");
    }

    /// <summary>The program that is built beside this one.</summary>
    public static string Program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        DirectoryInfo root = folder.Parent?.Parent?.Parent?.Parent
            ?? throw new WrongResultException("The bench is not where it was built.");
        string program = Path.Combine(root.FullName, "src", "Host", "bin", folder.Parent.Name, folder.Name, "basis.dll");
        return File.Exists(program) ? program : throw new WrongResultException($"The program is not built: {program} is missing.");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
