using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Http;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Worker;
using BasisTrees.Persistence;
using Microsoft.AspNetCore.Connections;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis serve</c>: runs the service until it is told to stop.</summary>
internal sealed class ServeCommand(Terminal terminal)
{
    private static readonly TimeSpan StopCheckEvery = TimeSpan.FromMilliseconds(250);

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The TOML file; config/basis.toml if not given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data directory; a store is made there if there is none.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "Address and port; port 0 takes any free one. Beyond the loopback interface tokens are needed: see basis token.",
        HelpName = "127.0.0.1:7425",
    };

    private readonly ExpectOption _expect = new();

    internal Command Create()
    {
        var command = new Command("serve", "Run the service until it is told to stop.") { _config,
            _data, _listen };
        _expect.AddTo(command);
        command.SetAction((parsed, cancellation) => _expect.TryRead(parsed, out StoreExpectation? expectation, out Problem? problem)
            ? RunAsync(
                new ServeChoice(parsed.GetValue(_config), parsed.GetValue(_data), parsed.GetValue(_listen), expectation), cancellation)
            : Task.FromResult(terminal.Fail(problem)));
        return command;
    }

    /// <summary>Runs the service.</summary>
    /// <param name="choice">What the command line says.</param>
    /// <param name="cancellation">Ends the service; signals do, too.</param>
    internal async Task<int> RunAsync(ServeChoice choice, CancellationToken cancellation)
    {
        string? path = choice.Config ?? ConfigurationFile.Find();
        var overrides = new List<SettingOverride>();
        if (choice.Listen is { } listen) overrides.Add(new SettingOverride(SettingKeys.Listen, listen, "--listen"));
        if (choice.Data is { } data) overrides.Add(new SettingOverride(SettingKeys.Data, data, "--data"));
        if (!Settings.TryLoad(path, ConfigCommand.Environment(), overrides, out Settings? settings,
            out IReadOnlyList<SettingsError> errors))
            return ConfigCommand.Fail(terminal, errors);

        var journal = new Journal(terminal.Talk, TimeProvider.System)
        {
            IsJson = settings.Telemetry.Form == JournalForm.Json,
            Least = settings.Telemetry.Level,
        };
        if (!Gate.TryOpen(settings, journal, out Gate? gate, out string? refusal)
            || !TelemetryExport.TryStart(settings.Telemetry, journal, out TelemetryExport? export, out refusal))
            return terminal.Fail(refusal, ExitCode.Usage);
        using TelemetryExport exporting = export;
        var reload = new SignalReload(path, overrides, settings, gate, journal);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload.Run();
        });

        await using ServedTrees trees = new TreeOpening(journal).Open(settings, choice.Expectation);
        await using WorkLoop work = WorkLoop.Start(trees, settings, journal);
        reload.Attach(changed => WorkLoop.Change(trees, changed));
        await using WebApplication app = WebServer.Build(settings.Server, trees, gate, journal);
        using CancellationTokenRegistration stopping = app.Lifetime.ApplicationStopping.Register(() =>
        {
            StartNotice.Send(StartNotice.Stopping, journal);
            work.Cancel();
        });
        if (await TryStartAsync(app, settings.Server.Listen, cancellation) is { } failure)
            return terminal.Fail(failure, ExitCode.Unavailable);
        if (gate.Certificate is null && !IPAddress.IsLoopback(settings.Server.Listen.Address))
        {
            journal.Write(
                JournalEvent.TrafficInTheClear, "There is no certificate, so tokens and values cross the network in the clear.");
        }

        Greet(WebServer.AddressOf(app), trees, path, gate.Tokens is not null, journal);
        StartNotice.Send(StartNotice.Ready, journal);
        var told = new HashSet<ServedTree>();
        await ServeAsync(app, trees, told, journal, cancellation);

        await work.DisposeAsync();

        // What still waits is committed while the stores close, which can fail, too.
        await trees.DisposeAsync();
        TellOfFailures(trees, told, journal);
        string revisions = string.Join(", ", Named(trees, store => $"at revision {store.Head.Revision}"));
        journal.Write(JournalEvent.ServiceStopped, $"Stopped {revisions}.");
        return told.Count == 0 ? ExitCode.Done : ExitCode.Unavailable;
    }

    // Why it cannot listen, or null.
    private static async Task<string?> TryStartAsync(WebApplication app, IPEndPoint listen, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
            return null;
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            return $"The address {listen} is in use; choose another with --listen.";
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            return $"The address {listen} cannot be used: {failure.Message}.";
        }
    }

    // Serves until the end; a store that fails before is told of at once, for reading goes on.
    private static async Task ServeAsync(
        WebApplication app, ServedTrees trees, HashSet<ServedTree> told, Journal journal, CancellationToken cancellation)
    {
        Task ending = app.WaitForShutdownAsync(cancellation);
        using var timer = new PeriodicTimer(StopCheckEvery);
        while (await Task.WhenAny(ending, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != ending)
            TellOfFailures(trees, told, journal);
        await ending;
    }

    private static void TellOfFailures(ServedTrees trees, HashSet<ServedTree> told, Journal journal)
    {
        foreach (ServedTree tree in trees.All)
        {
            if (tree.Store?.StopCause is not { } cause || !told.Add(tree)) continue;
            bool isAlone = trees.All.Count == 1;
            string which = isAlone ? "The store has stopped, and the service" : $"The store of {tree.Name} has stopped, and it";
            journal.Write(
                JournalEvent.TreeStopped, $"{which} only reads until it is started again: {cause.Message}", ("tree", tree.Name));
        }
    }

    // One alone needs no name.
    private static IEnumerable<string> Named(ServedTrees trees, Func<TreeStore, string> say) =>
        from tree in trees.All
        let store = tree.Store
        where store is not null
        select trees.All.Count == 1 ? say(store) : $"{tree.Name} {say(store)}";

    private void Greet(Uri address, ServedTrees trees, string? configuration, bool needsToken, Journal journal)
    {
        string listening = address.GetLeftPart(UriPartial.Authority);

        // Clients do not call a machine by the address that stands for all of its addresses.
        bool isAll = IPAddress.TryParse(address.DnsSafeHost, out IPAddress? host)
            && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any));
        string url = isAll
            ? new UriBuilder(address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority)
            : listening;
        string served = string.Join(", ", Named(trees, store => $"{store.Definition.TreeId} at revision {store.Head.Revision}"));
        journal.Write(
            JournalEvent.ServiceConfigured,
            $"Configuration: {configuration ?? "the defaults"}. {(trees.All.Count == 1 ? "Tree" : "Trees")} {served}.");
        if (!journal.IsJson && journal.Writes(JournalEvent.ServiceStarted)) Suggest(url, needsToken);
        journal.Write(JournalEvent.ServiceStarted, $"Listening on {listening} (Ctrl+C stops).", ("url", listening));
    }

    // For a person who has just started it by hand.
    private void Suggest(string url, bool needsToken)
    {
        string basis = SelfName.Text;
        TextWriter talk = terminal.Talk;
        talk.WriteLine("Try in another terminal:");
        if (needsToken) talk.WriteLine($"  export {UrlOptions.TokenVariable}=... # as {basis} token new --role write --name me prints it");
        talk.WriteLine($"  {basis} put --url {url} greeting hello");
        talk.WriteLine($"  {basis} prove --url {url} greeting > proof.json");
        talk.WriteLine($"  {basis} verify proof.json --trust \"$({basis} trust --url {url})\"");
        string header = needsToken ? $"-H \"Authorization: Bearer ${UrlOptions.TokenVariable}\" " : string.Empty;
        talk.WriteLine($"  curl {header}'{url}/v1/entry?id=greeting'");
        talk.WriteLine();
    }
}
