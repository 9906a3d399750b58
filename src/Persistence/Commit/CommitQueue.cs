namespace BasisTrees.Persistence;

/// <summary>The bounded queue between callers and the writer.</summary>
/// <remarks>
/// Any thread may add; one writer drains. A full queue says so instead of blocking; what holds no bytes, a flush or an order for a
/// checkpoint, always fits.
/// </remarks>
internal sealed class CommitQueue(StoreOptions options)
{
    private readonly object _lock = new();
    private readonly Queue<PendingWork> _work = []; // guarded by _lock
    private long _bytes; // guarded by _lock
    private bool _isClosed; // guarded by _lock
    private Exception? _stopped; // guarded by _lock
    private volatile bool _isWoken; // set by anyone, taken back by the writer under _lock

    internal int Count
    {
        get
        {
            lock (_lock) return _work.Count;
        }
    }

    /// <summary>Adds work.</summary>
    /// <returns>False if the queue is full.</returns>
    /// <exception cref="StoreStoppedException">The store has stopped.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    internal bool TryAdd(PendingWork work)
    {
        lock (_lock)
        {
            if (_stopped is { } cause) throw new StoreStoppedException(outcomeUnknown: false, cause);
            ObjectDisposedException.ThrowIf(_isClosed, typeof(TreeStore));
            bool holdsBytes = work is not (PendingFlush or PendingCheckpoint or PendingUnpin);
            bool full = _work.Count >= options.QueueBatchesMax || (_work.Count > 0 && _bytes + work.Bytes > options.QueueBytesMax);
            if (full && holdsBytes) return false;
            _work.Enqueue(work);
            _bytes += work.Bytes;
            if (_work.Count == 1) Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Waits for work and takes as much of it as one group may hold, in order; cancelled work is left out.</summary>
    /// <param name="group">Filled with work that has been started.</param>
    /// <param name="wait">Whether to wait; if not, the group may stay empty.</param>
    /// <returns>False once the queue is closed and empty.</returns>
    internal bool Drain(List<PendingWork> group, bool wait)
    {
        group.Clear();
        lock (_lock)
        {
            while (true)
            {
                Take(group);
                if (group.Count > 0) return true;
                if (_isClosed) return false;
                if (!wait || _isWoken)
                {
                    _isWoken = false;
                    return true;
                }

                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>Makes the writer go round once, even if nothing waits.</summary>
    internal void Wake()
    {
        if (_isWoken) return;
        _isWoken = true;
        lock (_lock) Monitor.Pulse(_lock);
    }

    /// <summary>Lets nothing more in; what waits is still drained.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Lets nothing more in because the store stopped, and takes out what waits.</summary>
    internal List<PendingWork> Stop(Exception cause)
    {
        lock (_lock)
        {
            _stopped ??= cause;
            var left = new List<PendingWork>();
            while (_work.TryDequeue(out PendingWork? work))
            {
                if (work.TryStart()) left.Add(work);
            }

            _bytes = 0;
            return left;
        }
    }

    private void Take(List<PendingWork> group)
    {
        long bytes = 0;
        long operations = 0;
        while (group.Count < options.GroupBatchesMax && _work.TryPeek(out PendingWork? work))
        {
            bool fits = bytes + work.Bytes <= options.GroupBytesMax && operations + work.Operations <= options.GroupOperationsMax;
            if (group.Count > 0 && !fits) return;
            _work.Dequeue();
            _bytes -= work.Bytes;
            if (!work.TryStart()) continue;
            bytes += work.Bytes;
            operations += work.Operations;
            group.Add(work);
        }
    }
}
