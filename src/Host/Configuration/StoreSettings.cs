using BasisTrees.Persistence;

namespace BasisTrees.Host.Configuration;

/// <summary>Where the embedded store lies and how it behaves.</summary>
/// <param name="Data">The directory of the store; a relative one is meant from the working directory of the process.</param>
/// <param name="Options">Its durability and limits.</param>
internal sealed record StoreSettings(string Data, StoreOptions Options);
