namespace BasisTrees.Persistence;

/// <summary>Which checkpoints stay: the newest ones, and those that have a name.</summary>
internal static class CheckpointRetention
{
    /// <summary>Takes away the checkpoints that are not to be kept. A file that cannot be read stays, as evidence.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="kept">How many without a name are kept, 1 or more.</param>
    /// <param name="standing">The kept checkpoints that can be read: their marks must stay reachable.</param>
    /// <returns>The revisions whose nodes must stay.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static IReadOnlyList<long> Apply(IDisk disk, StoreId storeId, int kept, out IReadOnlyList<Checkpoint> standing)
    {
        var reachable = new List<Checkpoint>();
        standing = reachable;
        var retained = new List<long>();
        var dropped = new List<string>();
        int unnamed = 0;
        foreach (long revision in CheckpointFile.Revisions(disk.List()))
        {
            Checkpoint? checkpoint = TryRead(disk, storeId, revision);
            bool isPinned = checkpoint is null or { IsPinned: true };
            bool isKept = isPinned || unnamed < kept;
            if (isKept) retained.Add(revision);
            else dropped.Add(FileNames.Checkpoint(revision));
            if (isKept && checkpoint is not null) reachable.Add(checkpoint);
            if (!isPinned) unnamed++;
        }

        foreach (string name in dropped) disk.Delete(name);
        if (dropped.Count > 0) disk.SyncDirectory();
        return retained;
    }

    /// <summary>The marks that must stay reachable beside another checkpoint's.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="kept">How many without a name are kept, the other one included.</param>
    /// <param name="revision">The revision of the other one, which takes the place of one that stands there.</param>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static IReadOnlyList<KeptMark> MarksBeside(IDisk disk, StoreId storeId, int kept, long revision)
    {
        var marks = new List<KeptMark>();
        int unnamed = 1;
        foreach (long standing in CheckpointFile.Revisions(disk.List()).Where(standing => standing != revision))
        {
            if (TryRead(disk, storeId, standing) is not { } checkpoint) continue;
            if (checkpoint.IsPinned || unnamed++ < kept) marks.Add(new KeptMark(standing, checkpoint.Mark));
        }

        return marks;
    }

    private static Checkpoint? TryRead(IDisk disk, StoreId storeId, long revision)
    {
        try
        {
            return CheckpointFile.Read(disk, storeId, revision);
        }
        catch (StoreDamagedException)
        {
            return null;
        }
    }
}
