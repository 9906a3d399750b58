using BasisTrees.Host.Client;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>Where a tree is and how it is opened there, as the command line says.</summary>
/// <param name="Data">The data directory, or null for a service.</param>
/// <param name="Address">Where the service is, or null for a data directory.</param>
/// <param name="Options">How the store in the data directory is opened.</param>
internal sealed record StoreChoice(string? Data, TreeAddress? Address, StoreOptions Options);
