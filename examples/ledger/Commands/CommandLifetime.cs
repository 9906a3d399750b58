using Microsoft.Extensions.Hosting;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// The life of a host within a command: it waits for nothing and catches no signals. A signal ends the command at once, for everything that
/// was acknowledged is safe by then.
/// </summary>
internal sealed class CommandLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
