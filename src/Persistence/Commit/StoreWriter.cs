namespace BasisTrees.Persistence;

/// <summary>
/// The writer: takes what waits, commits it in groups, tends checkpoints in between, and stops the store when anything fails.
/// </summary>
/// <remarks>One thread at a time, the writer's own or the caller's; <see cref="StopCause"/> may be asked by any.</remarks>
internal sealed class StoreWriter
{
    private readonly CommitQueue _queue;
    private readonly Committer _committer;
    private readonly Checkpointer? _checkpointer;
    private readonly VerifiedNodes? _source;
    private readonly IDisk _disk;
    private readonly List<PendingWork> _group = [];
    private volatile Exception? _stopCause;
    private bool _isDamageNoted;

    /// <summary>Takes up the work.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="queue">Where work waits.</param>
    /// <param name="committer">Commits groups.</param>
    /// <param name="checkpointer">Writes checkpoints, or null for a tree that is in memory as a whole.</param>
    /// <param name="source">Where nodes come from, or null likewise.</param>
    internal StoreWriter(IDisk disk, CommitQueue queue, Committer committer, Checkpointer? checkpointer, VerifiedNodes? source)
    {
        _disk = disk;
        _queue = queue;
        _committer = committer;
        _checkpointer = checkpointer;
        _source = source;
    }

    /// <summary>The failure that stopped the store, or null while it runs.</summary>
    internal Exception? StopCause => _stopCause;

    /// <summary>Commits until the queue is closed and empty.</summary>
    internal void Run()
    {
        while (_queue.Drain(_group, wait: true)) CommitGroup();
    }

    /// <summary>Commits one group of what waits.</summary>
    /// <returns>The number of batches in the group.</returns>
    internal int RunOnce()
    {
        _queue.Drain(_group, wait: false);
        CommitGroup();
        return _group.Count;
    }

    /// <summary>After the last group: a checkpoint, what the durability mode has left, a last seal; none is owed to anyone.</summary>
    internal void Finish()
    {
        if (_stopCause is not null) return;
        try
        {
            _checkpointer?.Finish();
            NoteDamage();
            _committer.Finish();
        }
        catch (StoreException cause)
        {
            _stopCause = cause;
            NoteDamage();
            _checkpointer?.Stop(cause);
        }
    }

    // Whatever goes wrong in the writer ends here: nobody waits for ever, and the process learns why by every answer from now on.
    private void CommitGroup()
    {
        try
        {
            TakeOrders();
            if (_group.Count > 0) _committer.Commit(_group);
            if (_stopCause is null) _checkpointer?.Tend();
            NoteDamage();
        }
        catch (Exception cause)
        {
            _stopCause = cause;
            NoteDamage();
            _checkpointer?.Stop(cause);
            List<PendingWork> left = _queue.Stop(cause);
            foreach (PendingWork work in _group) work.Fail(new StoreStoppedException(outcomeUnknown: true, cause));
            foreach (PendingWork work in left) work.Fail(new StoreStoppedException(outcomeUnknown: false, cause));
        }
    }

    // Orders for checkpoints are no part of a group: the checkpointer answers them.
    private void TakeOrders()
    {
        if (_checkpointer is null) return;
        foreach (PendingWork work in _group)
        {
            if (work is PendingCheckpoint order) _checkpointer.Request(order);
            else if (work is PendingUnpin unpin) _checkpointer.Request(unpin);
        }

        _group.RemoveAll(work => work is PendingCheckpoint or PendingUnpin);
    }

    // A damaged node is not repaired while the tree is in use: the next opening looks at every node and climbs down as far as it must.
    private void NoteDamage()
    {
        if (_source is not { Failures: > 0 } source || _isDamageNoted) return;
        _isDamageNoted = true;
        SuspectFile.TryWrite(_disk, source.LastFailure ?? "A damaged node was met.");
    }
}
