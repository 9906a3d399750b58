namespace BasisTrees.Persistence;

/// <summary>Reads which checkpoints a store keeps, while others may come and go.</summary>
internal static class CheckpointListing
{
    /// <summary>The checkpoints, newest first; one whose file is damaged is listed with its damage.</summary>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote one of them.</exception>
    internal static IReadOnlyList<CheckpointFacts> Read(IDisk disk, StoreId storeId)
    {
        var found = new List<CheckpointFacts>();
        foreach (long revision in CheckpointFile.Revisions(disk.List()))
        {
            try
            {
                found.Add(FactsOf(CheckpointFile.Read(disk, storeId, revision)));
            }
            catch (StoreDamagedException damage)
            {
                // Between listing and reading the background may have taken it away.
                if (!disk.List().Contains(FileNames.Checkpoint(revision), StringComparer.Ordinal)) continue;
                found.Add(new CheckpointFacts(revision, default, default, "", 0, 0, 0, damage.Message));
            }
        }

        return found;
    }

    /// <summary>Takes a name from the checkpoints that have it.</summary>
    /// <returns>Their revisions; empty if none has it.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static IReadOnlyList<long> Unpin(IDisk disk, StoreId storeId, string name)
    {
        var unpinned = new List<long>();
        foreach (CheckpointFacts facts in Read(disk, storeId).Where(facts => facts.Damage is null && facts.Name == name))
        {
            CheckpointFile.Write(disk, storeId, CheckpointFile.Read(disk, storeId, facts.Revision) with { Name = "" });
            unpinned.Add(facts.Revision);
        }

        return unpinned;
    }

    private static CheckpointFacts FactsOf(Checkpoint checkpoint) => new(
        checkpoint.Revision, checkpoint.Chain.Digest, checkpoint.Time, checkpoint.Name, checkpoint.Count, checkpoint.RecordsWritten,
        checkpoint.BytesWritten);
}
