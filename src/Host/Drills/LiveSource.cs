using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>A store that is in use in this process: its head is backed up into the scratch directory and restored from there.</summary>
/// <param name="live">The store; it goes on.</param>
/// <param name="scratch">An empty directory for the backup, which is taken away by whoever made it.</param>
internal sealed class LiveSource(TreeStore live, string scratch) : IDrillSource
{
    public string Name => "the running store";

    public long Bytes
    {
        get
        {
            StoreStatistics figures = live.Statistics();
            return figures.LogBytes + (figures.Nodes?.Bytes ?? 0);
        }
    }

    public Digest? CopyTo(DirectoryDisk target)
    {
        DirectoryDisk place = DirectoryDisk.Create(scratch);
        BackupSet set = BackupSet.Open(place);
        set.WriteFull(live);
        return new BackupSource(set, place.Location, live).CopyTo(target);
    }
}
