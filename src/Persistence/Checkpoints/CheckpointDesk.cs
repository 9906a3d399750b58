namespace BasisTrees.Persistence;

/// <summary>Takes what callers want of checkpoints, passes it to the writer, and waits for the answer.</summary>
/// <param name="queue">Where the writer finds it.</param>
/// <param name="checkpointer">Writes checkpoints; null for a tree that is in memory as a whole.</param>
/// <param name="commitQueued">Does the writer's work on the caller's thread; null where the writer has a thread.</param>
/// <param name="hold">Holds the published head.</param>
/// <remarks>Any thread.</remarks>
internal sealed class CheckpointDesk(CommitQueue queue, Checkpointer? checkpointer, Action? commitQueued, Func<HeldRevision> hold)
{
    internal CheckpointReport Checkpoint(string name, bool compacts, bool isFull)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length > 0 && !Persistence.Checkpoint.IsName(name))
            throw new ArgumentException("A checkpoint's name has 1 to 128 letters, digits, _ and -.", nameof(name));
        if (checkpointer is null) throw new StoreException("This store keeps its tree in memory as a whole and has no checkpoints.");
        var pending = new PendingCheckpoint(new CheckpointOrder(name, compacts));
        if (!isFull) return Order(pending);

        // Held first: once the checkpoint stands the log is synced beyond this revision, and until it is let go nothing of it is swept.
        HeldRevision held = hold();
        using StoreSnapshot snapshot = held.Snapshot;
        return Order(pending) with { Full = checkpointer.WriteFull(held) };
    }

    internal IReadOnlyList<long> Unpin(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return checkpointer is null ? [] : Order(new PendingUnpin(name));
    }

    private T Order<T>(Pending<T> pending)
        where T : class
    {
        if (!queue.TryAdd(pending)) throw new InvalidOperationException("What holds no bytes always fits into the queue.");
        commitQueued?.Invoke();
        return pending.Wait();
    }
}
