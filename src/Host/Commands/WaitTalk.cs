using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace BasisTrees.Host.Commands;

/// <summary>Tells a person that long work goes on: a moving line on a terminal, otherwise a sentence every few seconds.</summary>
/// <param name="terminal">Where it is told.</param>
internal sealed class WaitTalk(Terminal terminal)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for work.</summary>
    /// <param name="what">What is being done, as in <c>compacting</c>.</param>
    /// <param name="work">The work, which has begun.</param>
    internal async Task<T> RunAsync<T>(string what, Task<T> work)
    {
        if (await Task.WhenAny(work, Task.Delay(ShowEvery)) == work) return await work;
        if (!terminal.IsTalkWatched) return await SayAsync(what, work);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Talk) });
        return await console.Status().StartAsync(what, status => ShowAsync(what, work, status));
    }

    private static async Task<T> ShowAsync<T>(string what, Task<T> work, StatusContext status)
    {
        var watch = Stopwatch.StartNew();
        while (await Task.WhenAny(work, Task.Delay(ShowEvery)) != work)
            status.Status(string.Create(CultureInfo.InvariantCulture, $"{what}, {watch.Elapsed.TotalSeconds:F0} s"));
        return await work;
    }

    private async Task<T> SayAsync<T>(string what, Task<T> work)
    {
        var watch = Stopwatch.StartNew();
        while (await Task.WhenAny(work, Task.Delay(SayEvery)) != work)
            terminal.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Still {what}, {watch.Elapsed.TotalSeconds:F0} s"));
        return await work;
    }
}
