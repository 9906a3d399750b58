using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Persistence;

/// <summary>The revision of a kept checkpoint, opened when it is first asked for: its root in memory, all else read when it is needed.</summary>
/// <param name="room">Where the checkpoint is.</param>
/// <param name="revision">The revision.</param>
/// <param name="giveBack">Told when a reader has let go.</param>
internal sealed class ShelvedRevision(CheckpointRoom room, long revision, Action<ShelvedRevision> giveBack)
{
    private readonly Lock _opening = new();
    private Snapshot? _snapshot; // set once under _opening

    /// <summary>The revision.</summary>
    internal long Revision => revision;

    /// <summary>How many read it; guarded by the lock of the shelf.</summary>
    internal int Readers { get; set; }

    /// <summary>Whether its root has been read.</summary>
    internal bool IsOpen => Volatile.Read(ref _snapshot) is not null;

    /// <summary>A further hold for a reader who has been counted.</summary>
    /// <returns>False if there is no such checkpoint.</returns>
    internal bool TryShare([NotNullWhen(true)] out StoreSnapshot? snapshot)
    {
        snapshot = null;
        lock (_opening)
        {
            if (_snapshot is null && TryRead(out Checkpoint? checkpoint))
            {
                // What is kept of it in memory is the root: nothing warms this tree, so a budget has nothing to bound.
                INodeSource source = room.Source ?? throw new InvalidOperationException("A store with checkpoints has a source of nodes.");
                _snapshot = new Prover(room.Definition.Definition.Parameters, source, checkpoint.StoredRoot).Snapshot();
            }
        }

        if (_snapshot is null || !_snapshot.TryShare(out Snapshot? shared)) return false;
        snapshot = new StoreSnapshot(room.Definition.Definition, room.Ids, shared) { Hold = new ShelfHold(() => giveBack(this)) };
        return true;
    }

    private bool TryRead([NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!IsKept()) return false;
        try
        {
            checkpoint = CheckpointFile.Read(room.Disk, room.Definition.StoreId, revision);
            return true;
        }
        catch (StoreDamagedException) when (!IsKept())
        {
            return false; // retention has taken it away between the two looks
        }
    }

    private bool IsKept() => room.Disk.List().Contains(FileNames.Checkpoint(revision), StringComparer.Ordinal);
}
