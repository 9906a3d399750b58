using BasisTrees.Persistence;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BasisTrees.Hosting;

/// <summary>How the trees of a host are: as bad as the worst of them.</summary>
/// <param name="trees">All trees of the host.</param>
internal sealed class TreeHealthCheck(IEnumerable<HostedTree> trees) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus worst = HealthStatus.Healthy;
        var sentences = new List<string>();
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (HostedTree tree in trees)
        {
            (HealthStatus status, string? sentence) = Examine(tree);
            if (status < worst) worst = status;
            if (sentence is not null) sentences.Add(sentence);
            data[tree.Name.Length == 0 ? "default" : tree.Name] =
                tree.Store is { } store ? $"{store.Head.Revision}:{store.Head.Digest}" : "not open";
        }

        // Who registers a check says what its failure means.
        HealthStatus told = worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst;
        string description = sentences.Count == 0 ? "All trees are well." : string.Join(' ', sentences);
        return Task.FromResult(new HealthCheckResult(told, description, data: data));
    }

    private static (HealthStatus Status, string? Sentence) Examine(HostedTree tree)
    {
        string name = HostedTree.Describe(tree.Name);
        if (tree.Store is not { } store)
        {
            string why = tree.Failure is { } failure ? $"{name} could not be opened: {failure.Message}" : $"{name} is not open.";
            return (HealthStatus.Unhealthy, why);
        }

        if (tree.IsClosed) return (HealthStatus.Unhealthy, $"{name} is closed.");
        if (store.StopCause is { } cause)
            return (HealthStatus.Unhealthy, $"{name} has stopped after a failure and takes no batches any more: {cause.Message}");
        if (store.DamageMet is { } damage)
            return (HealthStatus.Unhealthy, $"{name} has met damage, which the next opening looks for a way around: {damage}");
        return store.SpaceState == SpaceState.Degraded
            ? (HealthStatus.Degraded, $"{name} has no room: reads and proofs go on, and batches are refused until there is some.")
            : (HealthStatus.Healthy, null);
    }
}
