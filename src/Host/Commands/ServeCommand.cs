using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Http;
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

        if (!Gate.TryOpen(settings, terminal.Talk, out Gate? gate, out string? refusal)) return terminal.Fail(refusal, ExitCode.Usage);
        var reload = new SignalReload(path, overrides, settings, gate, terminal.Talk);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload.Run();
        });

        await using ServedTrees trees = new TreeOpening(terminal.Talk).Open(settings, choice.Expectation);
        await using WorkLoop work = WorkLoop.Start(trees, settings, terminal.Talk);
        reload.Attach(changed => WorkLoop.Change(trees, changed));
        await using WebApplication app = WebServer.Build(settings.Server, trees, gate, terminal.Talk);
        using CancellationTokenRegistration stopping = app.Lifetime.ApplicationStopping.Register(() =>
        {
            StartNotice.Send(StartNotice.Stopping, terminal.Talk);
            work.Cancel();
        });
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            return terminal.Fail($"The address {settings.Server.Listen} is in use; choose another with --listen.", ExitCode.Unavailable);
        }
        catch (System.Net.Sockets.SocketException failure)
        {
            return terminal.Fail($"The address {settings.Server.Listen} cannot be used: {failure.Message}.", ExitCode.Unavailable);
        }

        if (gate.Certificate is null && !IPAddress.IsLoopback(settings.Server.Listen.Address))
            terminal.Talk.WriteLine("basis: There is no certificate, so tokens and values cross the network in the clear.");
        Greet(WebServer.AddressOf(app), trees, path, gate.Tokens is not null);
        StartNotice.Send(StartNotice.Ready, terminal.Talk);
        var told = new HashSet<ServedTree>();
        await ServeAsync(app, trees, told, cancellation);

        await work.DisposeAsync();

        // What still waits is committed while the stores close, which can fail, too.
        await trees.DisposeAsync();
        TellOfFailures(trees, told);
        string revisions = string.Join(", ", Named(trees, store => $"at revision {store.Head.Revision}"));
        terminal.Talk.WriteLine($"Stopped {revisions}.");
        return told.Count == 0 ? ExitCode.Done : ExitCode.Unavailable;
    }

    // Serves until the end; a store that fails before is told of at once, for reading goes on.
    private async Task ServeAsync(WebApplication app, ServedTrees trees, HashSet<ServedTree> told, CancellationToken cancellation)
    {
        Task ending = app.WaitForShutdownAsync(cancellation);
        using var timer = new PeriodicTimer(StopCheckEvery);
        while (await Task.WhenAny(ending, timer.WaitForNextTickAsync(CancellationToken.None).AsTask()) != ending)
            TellOfFailures(trees, told);
        await ending;
    }

    private void TellOfFailures(ServedTrees trees, HashSet<ServedTree> told)
    {
        foreach (ServedTree tree in trees.All)
        {
            if (tree.Store?.StopCause is not { } cause || !told.Add(tree)) continue;
            bool isAlone = trees.All.Count == 1;
            string which = isAlone ? "The store has stopped, and the service" : $"The store of {tree.Name} has stopped, and it";
            terminal.Talk.WriteLine($"basis: {which} only reads until it is started again: {cause.Message}");
        }
    }

    // One alone needs no name.
    private static IEnumerable<string> Named(ServedTrees trees, Func<TreeStore, string> say) =>
        from tree in trees.All
        let store = tree.Store
        where store is not null
        select trees.All.Count == 1 ? say(store) : $"{tree.Name} {say(store)}";

    private void Greet(Uri address, ServedTrees trees, string? configuration, bool needsToken)
    {
        string listening = address.GetLeftPart(UriPartial.Authority);

        // Clients do not call a machine by the address that stands for all of its addresses.
        bool isAll = IPAddress.TryParse(address.DnsSafeHost, out IPAddress? host)
            && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any));
        string url = isAll
            ? new UriBuilder(address) { Host = "localhost" }.Uri.GetLeftPart(UriPartial.Authority)
            : listening;
        string basis = SelfName.Text;
        TextWriter talk = terminal.Talk;
        string served = string.Join(", ", Named(trees, store => $"{store.Definition.TreeId} at revision {store.Head.Revision}"));
        talk.WriteLine($"Configuration: {configuration ?? "the defaults"}. {(trees.All.Count == 1 ? "Tree" : "Trees")} {served}.");
        talk.WriteLine("Try in another terminal:");
        if (needsToken) talk.WriteLine($"  export {UrlOptions.TokenVariable}=... # as {basis} token new --role write --name me prints it");
        talk.WriteLine($"  {basis} put --url {url} greeting hello");
        talk.WriteLine($"  {basis} prove --url {url} greeting > proof.json");
        talk.WriteLine($"  {basis} verify proof.json --trust \"$({basis} trust --url {url})\"");
        string header = needsToken ? $"-H \"Authorization: Bearer ${UrlOptions.TokenVariable}\" " : string.Empty;
        talk.WriteLine($"  curl {header}'{url}/v1/entry?id=greeting'");
        talk.WriteLine();
        talk.WriteLine($"Listening on {listening} (Ctrl+C stops).");
    }
}
