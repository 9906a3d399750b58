namespace BasisTrees.Persistence;

/// <summary>The full checkpoints in the directory of a store; they are made from the nodes of a checkpoint that stands.</summary>
internal sealed class StoredFullCheckpoints(CheckpointRoom room) : IFullCheckpoints
{
    // So much of the tree is in memory while it is written out.
    private const long CacheBytes = 16 << 20;

    // Older ones are of no use: what lies between them and these is archived.
    private const int Kept = 2;

    public long? FindWhole(long revisionMin)
    {
        foreach (ulong revision in FileNames.Fulls(room.Disk.List()).Reverse())
        {
            if (revision < (ulong)revisionMin) break;
            try
            {
                FullFile.Read(room.Disk, room.Definition.StoreId, (long)revision, new DiscardingSink());
                return (long)revision;
            }
            catch (StoreDamagedException)
            {
                // It may be evidence; a check names it.
            }
        }

        return null;
    }

    public bool TryMake(Checkpoint checkpoint)
    {
        StoreDefinition definition = room.Definition.Definition;
        var source = new VerifiedNodes(room.Nodes, new NodeVerifier(definition), room.Options.Restoration);
        var tree = new Prover(definition.Parameters, source, checkpoint.StoredRoot, CacheBytes);
        var state = new FullState(room.Definition, checkpoint.Chain, checkpoint.Count)
        {
            RecordUnixNanoseconds = checkpoint.RecordUnixNanoseconds,
            Incarnation = checkpoint.Incarnation,
            UnixNanoseconds = checkpoint.UnixNanoseconds,
        };
        try
        {
            using Snapshot snapshot = tree.Snapshot();
            FullFile.Write(room.Disk, new FullWriter(state, snapshot, room.Ids, packs: true), checkpoint.Revision);
        }
        catch (StoreFullException)
        {
            room.Disk.Delete(FileNames.Full(checkpoint.Revision) + FileNames.NewSuffix);
            return false;
        }

        Drop();
        return true;
    }

    private void Drop()
    {
        ulong[] superseded = FileNames.Fulls(room.Disk.List());
        foreach (ulong revision in superseded.SkipLast(Kept)) room.Disk.Delete(FileNames.Full((long)revision));
    }
}
