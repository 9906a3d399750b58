using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>What the command line says about the service; null where it says nothing.</summary>
/// <param name="Config">The configuration file.</param>
/// <param name="Data">The data directory.</param>
/// <param name="Listen">The address and port.</param>
/// <param name="Expectation">What is remembered of the store.</param>
internal sealed record ServeChoice(string? Config, string? Data, string? Listen, StoreExpectation? Expectation = null)
{
    /// <summary>Nothing is said.</summary>
    internal static ServeChoice Default { get; } = new(null, null, null);
}
