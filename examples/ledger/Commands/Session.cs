using BasisTrees.Hosting;
using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BasisTrees.Examples.Ledger;

/// <summary>The ledger that a run of the program works on: opened by the first command that needs it, closed at the end.</summary>
/// <remarks>One thread.</remarks>
internal sealed class Session(Screen screen) : IDisposable
{
    private IHost? _host;
    private string? _home;

    /// <summary>Whether a ledger is made where there is none, whatever the command; a person in the menu begins with one.</summary>
    internal bool Creates { get; set; }

    /// <summary>Opens a ledger.</summary>
    /// <param name="home">The directory: the store is in <c>store</c>, the keys are in <c>keys</c>.</param>
    /// <param name="creates">Whether it is made if it is not there.</param>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    internal Book Open(string home, bool creates)
    {
        if (_host is not null && _home == home) return _host.Services.GetRequiredService<Book>();
        Dispose();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddBasisTrees(options =>
        {
            options.Directory = Path.Combine(home, "store");
            options.CreateIfMissing = creates || Creates;
            options.KeyMode = KeyMode.Raw; // keys are hashes already; see LedgerHash
            options.ValueLengthMax = Book.ValueLengthMax;
        });
        builder.Services.AddHealthChecks().AddBasisTrees();
        builder.Services.AddSingleton<Book>(services =>
            new Book(services.GetRequiredService<TreeStore>(), services.GetRequiredService<TimeProvider>()));
        IHost host = builder.Build();
        try
        {
            host.Start();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        _host = host;
        _home = home;
        Book book = host.Services.GetRequiredService<Book>();
        Tell(book.Store.Recovery);
        return book;
    }

    /// <summary>The keys of a ledger.</summary>
    internal static KeyRing Keys(string home) => new(Path.Combine(home, "keys"));

    /// <summary>Closes what is open, with a checkpoint.</summary>
    public void Dispose()
    {
        if (_host is null) return;
        _host.StopAsync().GetAwaiter().GetResult();
        _host.Dispose();
        _host = null;
    }

    // A ledger that had to be repaired says so; it has checked every digest on the way.
    private void Tell(RecoveryReport report)
    {
        foreach (string finding in report.Evidence.Distinct(StringComparer.Ordinal)) screen.Say(finding);
        if (report.Tier > 1)
        {
            string from = report.CheckpointRevision > 0 ? $"the checkpoint of revision {report.CheckpointRevision} and the log" : "the log";
            screen.Say($"The ledger is whole again: revision {report.Revision} was made from {from} (tier {report.Tier}).");
        }

        foreach (string file in report.SetAside) screen.Say($"What could not be used is kept as {file}.");
        if (report.CutBytes > 0) screen.Say($"The log ended in {report.CutBytes} bytes that were never acknowledged; they were cut.");
    }
}
