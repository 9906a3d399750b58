using System.Diagnostics.Metrics;
using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BasisTrees.Hosting;

/// <summary>One tree of a host: opened once, by the host's start or by whoever asks first, and closed once.</summary>
/// <param name="name">The name that it was registered under; empty for the default tree.</param>
/// <param name="services">The container, for options, clock, meters and log.</param>
/// <remarks>Any thread may use it.</remarks>
internal sealed class HostedTree(string name, IServiceProvider services) : IDisposable
{
    private readonly Lock _opening = new();
    private readonly ILogger _logger =
        (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("BasisTrees");

    private volatile TreeStore? _store;
    private volatile Exception? _failure;
    private volatile bool _isClosed; // written under the lock

    /// <summary>The name; empty for the default tree.</summary>
    internal string Name { get; } = name;

    /// <summary>The store if it is open, or was until it was closed.</summary>
    internal TreeStore? Store => _store;

    /// <summary>Whether it has been closed.</summary>
    internal bool IsClosed => _isClosed;

    /// <summary>Why it could not be opened when that was last tried, or null.</summary>
    internal Exception? Failure => _failure;

    /// <summary>What a tree is called in sentences.</summary>
    internal static string Describe(string name) => name.Length == 0 ? "The default tree" : $"The tree \"{name}\"";

    /// <summary>The open store; it is opened, and made if the options say so, by the first call that succeeds.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong, or the store that is there is another one.</exception>
    /// <exception cref="StoreException">It cannot be opened or made.</exception>
    /// <exception cref="ObjectDisposedException">It has been closed.</exception>
    internal TreeStore Open()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_store is not null) return _store;
            try
            {
                _store = OpenNow();
                _failure = null;
            }
            catch (Exception failure)
            {
                _failure = failure;
                TreeEvents.OpeningFailed(_logger, Describe(Name), failure.Message);
                throw;
            }

            return _store;
        }
    }

    /// <summary>Commits what waits, writes a checkpoint if the options say so, and gives the directory up.</summary>
    public void Dispose()
    {
        lock (_opening)
        {
            if (_isClosed) return;
            _isClosed = true;
            if (_store is not { } store) return;
            store.Dispose();
            if (store.StopCause is { } cause) TreeEvents.Stopped(_logger, Describe(Name), cause.Message);
            else TreeEvents.Closed(_logger, Describe(Name), store.Head.Revision, store.Head.Digest);
        }
    }

    private TreeStore OpenNow()
    {
        HostedTreeOptions options = services.GetRequiredService<IOptionsMonitor<HostedTreeOptions>>().Get(Name);
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        DirectoryDisk disk = options.CreateIfMissing ? DirectoryDisk.Create(options.Directory) : DirectoryDisk.Open(options.Directory);
        if (!Find(disk, options))
        {
            StoreDefinition definition = TreeSettings.Definition(options);
            TreeStore.Create(disk, definition);
            TreeEvents.Created(_logger, Describe(Name), definition.TreeId, disk.Location);
        }

        TreeStore store = TreeStore.Open(disk, TreeSettings.Store(options), time, services.GetService<IMeterFactory>());
        RecoveryReport report = store.Recovery;
        TreeEvents.Opened(_logger, Describe(Name), store.Head.Revision, store.Head.Digest, report.Elapsed);
        bool wasRepaired = report.Tier > 0 || report.NodesRestored > 0 || report.LogSegmentsRestored > 0 || report.SetAside.Count > 0;
        if (wasRepaired) TreeEvents.Recovered(_logger, Describe(Name), report.Tier, string.Join(' ', report.Evidence));
        return store;
    }

    // Whether there is a store, which must be the one that the options speak of.
    private bool Find(DirectoryDisk disk, HostedTreeOptions options)
    {
        StoreDefinition found;
        try
        {
            found = StoreDefinition.Read(disk);
        }
        catch (StoreNotFoundException) when (options.CreateIfMissing)
        {
            return false;
        }

        return TreeSettings.Difference(options, found) is not { } difference
            ? true
            : throw new OptionsValidationException(Name, typeof(HostedTreeOptions), [$"{Describe(Name)}: {difference}"]);
    }
}
