namespace BasisTrees.Persistence;

/// <summary>
/// The full checkpoints in the directory of a store: made for archiving from the nodes of a checkpoint that stands, or on demand from a
/// revision that is held.
/// </summary>
internal sealed class StoredFullCheckpoints(CheckpointRoom room) : IFullCheckpoints
{
    // So much of the tree is in memory while it is written out.
    private const long CacheBytes = 16 << 20;

    // Older ones are of no use: what lies between them and these is archived.
    private const int Kept = 2;

    // Held while one is written, for two of the same revision would be written to the same file.
    private readonly Lock _writing = room.Notes?.FullsTurn ?? new Lock();

    public long? FindWhole(long revisionMin)
    {
        foreach (ulong revision in FileNames.Fulls(room.Disk.List()).Reverse())
        {
            if (revision < (ulong)revisionMin) break;
            if (TryRead((long)revision) is not null) return (long)revision;
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
            Keys = checkpoint.Keys,
            UnixNanoseconds = checkpoint.UnixNanoseconds,
        };

        // Whoever writes one on demand may take long, and checkpoints do not wait: the next one finds it.
        if (!_writing.TryEnter()) return false;
        try
        {
            using Snapshot snapshot = tree.Snapshot();
            var writer = new FullWriter(state, snapshot, room.Ids, room.Options.CheckpointCompression) { Notes = room.Notes };
            FullFile.Write(room.Disk, writer, checkpoint.Revision, room.Space);
        }
        catch (StoreFullException)
        {
            return false;
        }
        finally
        {
            _writing.Exit();
        }

        Drop();
        return true;
    }

    public FullReport Write(in HeldRevision held)
    {
        long began = room.Time.GetTimestamp();
        StoreSnapshot snapshot = held.Snapshot;
        lock (_writing)
        {
            FullCheckpoint? standing = TryRead(snapshot.Revision);
            if (standing is null) PutAside(FileNames.Full(snapshot.Revision));
            FullCheckpoint full = standing ?? FullFile.Write(room.Disk, WriterOf(held), snapshot.Revision, room.Space);
            return new FullReport(
                snapshot.Revision, snapshot.Digest, snapshot.Count, room.Disk.PathOf(FileNames.Full(snapshot.Revision)), full.Bytes,
                full.Chunks, standing is null, room.Time.GetElapsedTime(began));
        }
    }

    private FullWriter WriterOf(in HeldRevision held)
    {
        var state = new FullState(room.Definition, held.Chain, held.Snapshot.Count)
        {
            RecordUnixNanoseconds = held.UnixNanoseconds,
            Incarnation = held.Incarnation,
            Keys = held.Keys,
            UnixNanoseconds = (room.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        };
        return new FullWriter(state, held.Snapshot.Tree, held.Snapshot.Ids, room.Options.CheckpointCompression) { Notes = room.Notes };
    }

    // Null if there is none, or it is damaged: then it may be evidence, and a check names it.
    private FullCheckpoint? TryRead(long revision)
    {
        try
        {
            return FullFile.Read(room.Disk, room.Definition.StoreId, revision, new DiscardingSink());
        }
        catch (StoreDamagedException)
        {
            return null;
        }
    }

    private void PutAside(string name)
    {
        IReadOnlyList<string> names = room.Disk.List();
        if (!names.Contains(name, StringComparer.Ordinal)) return;
        room.Disk.Rename(name, FileNames.NextBad(name, names));
        room.Disk.SyncDirectory();
    }

    private void Drop()
    {
        ulong[] superseded = FileNames.Fulls(room.Disk.List());
        foreach (ulong revision in superseded.SkipLast(Kept)) room.Disk.Delete(FileNames.Full((long)revision));
    }
}
