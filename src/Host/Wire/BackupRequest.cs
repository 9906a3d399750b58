namespace BasisTrees.Host.Wire;

/// <summary>Asks for a backup into the set that the configuration names.</summary>
/// <param name="Kind"><c>full</c> or <c>incremental</c>.</param>
/// <param name="Verify">Whether the whole set is read again afterwards.</param>
internal sealed record BackupRequest(string Kind, bool Verify = false);
