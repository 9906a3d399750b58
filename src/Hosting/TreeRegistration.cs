using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BasisTrees.Hosting;

/// <summary>Makes trees part of a .NET host.</summary>
/// <remarks>
/// A host opens its trees before anything else of it starts and closes them after everything else has stopped. In a container without a
/// host a tree is opened by whoever asks for it first, and closed with the container. The clock is the container's
/// <see cref="TimeProvider"/>, and meters come from its <see cref="System.Diagnostics.Metrics.IMeterFactory"/>, so that two hosts in one
/// process keep theirs apart.
/// </remarks>
public static class TreeRegistration
{
    /// <summary>The name of the health check if none is given.</summary>
    public const string HealthCheckName = "basis-trees";

    /// <summary>Adds the default tree: a <see cref="TreeStore"/> without a key.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets the options; null if they are configured elsewhere.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">There is a default tree already.</exception>
    public static IServiceCollection AddBasisTrees(this IServiceCollection services, Action<HostedTreeOptions>? configure = null)
    {
        Add(services, Options.DefaultName, configure);
        return services.AddSingleton(provider => provider.GetRequiredKeyedService<TreeStore>(Options.DefaultName));
    }

    /// <summary>Adds a tree with a name: a <see cref="TreeStore"/> with the name as its key.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name, which is also that of its <see cref="HostedTreeOptions"/>.</param>
    /// <param name="configure">Sets the options; null if they are configured elsewhere.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The name is empty, or there is a tree with it already.</exception>
    public static IServiceCollection AddBasisTrees(
        this IServiceCollection services, string name, Action<HostedTreeOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, configure);
    }

    /// <summary>
    /// Adds a health check of all trees: unhealthy if one is not open, has stopped or has met damage, degraded if one takes no batches
    /// because it has no room.
    /// </summary>
    /// <param name="builder">The health checks of the host.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is told instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags to choose checks by, or null.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddBasisTrees(
        this IHealthChecksBuilder builder,
        string name = HealthCheckName,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, provider => new TreeHealthCheck(provider.GetServices<HostedTree>()), failureStatus, tags));
    }

    private static IServiceCollection Add(IServiceCollection services, string name, Action<HostedTreeOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        bool isTaken = services.Any(one => one.IsKeyedService && one.ServiceType == typeof(HostedTree) && name.Equals(one.ServiceKey));
        if (isTaken) throw new ArgumentException($"{HostedTree.Describe(name)} has been added already.", nameof(name));
        OptionsBuilder<HostedTreeOptions> options = services.AddOptionsWithValidateOnStart<HostedTreeOptions>(name);
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HostedTreeOptions>, TreeSettings>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TreeLifetime>());
        services.AddKeyedSingleton(name, (provider, _) => new HostedTree(name, provider));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<HostedTree>(name));
        return services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<HostedTree>(name).Open());
    }
}
