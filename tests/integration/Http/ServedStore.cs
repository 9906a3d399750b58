using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The program as a running service on a free port.</summary>
internal sealed class ServedStore : IDisposable
{
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _talk = new();
    private readonly TaskCompletionSource<Uri?> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _hearing;

    private ServedStore(Process process)
    {
        _process = process;
        _hearing = Task.Run(HearAsync);
        Address = _announced.Task.GetAwaiter().GetResult() ?? throw new InvalidOperationException($"The service did not start: {Talk()}");
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>The address without the slash at its end, as a user writes it.</summary>
    public string Url => Address.GetLeftPart(UriPartial.Authority);

    public HttpClient Http { get; }

    /// <summary>The process of the service.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the service and waits until it says where it listens.</summary>
    public static ServedStore Start(string data, params string[] options)
    {
        string[] arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", .. options];
        return new ServedStore(BasisProgram.Start(Path.GetDirectoryName(data) ?? data, arguments));
    }

    /// <summary>Starts the service with a variable of the environment, and waits until it says where it listens.</summary>
    public static ServedStore StartIn(string directory, (string Name, string Value) variable, params string[] options) =>
        new(BasisProgram.Start(directory, ["serve", "--listen", "127.0.0.1:0", .. options], variable));

    /// <summary>Starts the program as a newcomer does, with no arguments; only the port is free instead of the usual one.</summary>
    public static ServedStore StartPlain(string directory) =>
        new(BasisProgram.Start(directory, [], ("BASIS__SERVER__LISTEN", "127.0.0.1:0")));

    /// <summary>What the service has said so far.</summary>
    public string Talk()
    {
        lock (_talk) return _talk.ToString();
    }

    /// <summary>Kills the service with SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(HangAfter);
    }

    /// <summary>Sends the service a signal.</summary>
    public void Signal(string name)
    {
        string id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", ["-" + name, id]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the service has said something so many times.</summary>
    public async Task HearAsync(string words, int times = 1)
    {
        for (long start = Stopwatch.GetTimestamp(); Talk().Split(words).Length <= times;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < HangAfter, $"The service did not say \"{words}\": {Talk()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks the service to stop, and returns its exit code and what it said after its start.</summary>
    public (int ExitCode, string Talk) Stop()
    {
        Signal("TERM");
        Assert.True(_process.WaitForExit(HangAfter), "The service did not stop.");
        Assert.True(_hearing.Wait(HangAfter), "The service left its standard error open.");
        return (_process.ExitCode, Talk());
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private async Task HearAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_talk) _talk.AppendLine(line);
            int announced = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (announced >= 0) _announced.TrySetResult(new Uri(line[(announced + Announcement.Length)..].Split(' ')[0]));
        }

        _announced.TrySetResult(null);
    }
}
