using Microsoft.Extensions.Hosting;

namespace BasisTrees.Hosting;

/// <summary>
/// Opens the trees of a host before anything else of it starts, and closes them after everything else has stopped, in whatever order things
/// were registered.
/// </summary>
/// <param name="trees">All trees of the host.</param>
internal sealed class TreeLifetime(IEnumerable<HostedTree> trees) : IHostedLifecycleService
{
    private readonly HostedTree[] _trees = [.. trees];

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (HostedTree tree in _trees) await Task.Run(tree.Open, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>A host in a hurry does not cut it short: what is acknowledged is safe either way, but opening would take longer.</remarks>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (HostedTree tree in _trees) await Task.Run(tree.Dispose, CancellationToken.None);
    }
}
