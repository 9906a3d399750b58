namespace BasisTrees.Host.Configuration;

/// <summary>What the service does to its trees by itself.</summary>
/// <param name="Backup">Backups.</param>
/// <param name="Drill">Recovery drills.</param>
/// <param name="ScrubInterval">How often everything is read and hashed; null for never.</param>
internal sealed record WorkSettings(BackupSettings Backup, DrillSettings Drill, Duration? ScrubInterval);
