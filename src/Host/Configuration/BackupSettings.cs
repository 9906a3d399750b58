namespace BasisTrees.Host.Configuration;

/// <summary>Where the service backs up to and how often.</summary>
/// <param name="Set">The directory of the backup set; null for none.</param>
/// <param name="Key">The file with its key; null if it is not encrypted.</param>
/// <param name="FullInterval">How often a whole revision is written; null for never.</param>
/// <param name="IncrementalInterval">How often what was committed since is written; null for never.</param>
internal sealed record BackupSettings(string? Set, string? Key, Duration? FullInterval, Duration? IncrementalInterval);
