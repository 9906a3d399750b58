using BasisTrees.Host.Worker;

namespace BasisTrees.Host.Configuration;

/// <summary>What the service does to its trees by itself.</summary>
/// <param name="Backup">Backups.</param>
/// <param name="Drill">Recovery drills.</param>
/// <param name="ScrubInterval">How often everything is read and hashed; null for never.</param>
/// <param name="CompactionInterval">How often all room is given back that nothing needs; null for never.</param>
/// <param name="CrosscheckInterval">How often the tree is compared with its notes; null for never.</param>
internal sealed record WorkSettings(
    BackupSettings Backup, DrillSettings Drill, Duration? ScrubInterval, Duration? CompactionInterval, Duration? CrosscheckInterval)
{
    /// <summary>How often a job is done, by its name; null for never.</summary>
    internal TimeSpan? IntervalOf(string job) => (job switch
    {
        BackupJob.FullName => Backup.FullInterval,
        BackupJob.IncrementalName => Backup.IncrementalInterval,
        DrillJob.JobName => Drill.Interval,
        ScrubJob.JobName => ScrubInterval,
        CompactionJob.JobName => CompactionInterval,
        CrosscheckJob.JobName => CrosscheckInterval,
        _ => throw new ArgumentException($"There is no job {job}.", nameof(job)),
    })?.TimeSpan;
}
