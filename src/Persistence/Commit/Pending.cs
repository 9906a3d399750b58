namespace BasisTrees.Persistence;

/// <summary>Work whose answer is a value, awaited by a task or by a blocked thread.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
internal abstract class Pending<TResult> : PendingWork
    where TResult : class
{
    private readonly object _lock = new();
    private readonly TaskCompletionSource<TResult>? _completion;
    private bool _isDone; // guarded by _lock
    private StoreException? _failure; // guarded by _lock

    /// <summary>Makes work.</summary>
    /// <param name="isAwaited">Whether a task gives the answer; else a thread waits for it.</param>
    protected Pending(bool isAwaited)
    {
        if (isAwaited) _completion = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The answer that the writer has prepared.</summary>
    internal TResult? Prepared { get; set; }

    internal Task<TResult> Task => _completion?.Task ?? throw new InvalidOperationException("A thread waits for this answer.");

    /// <summary>Blocks until the answer is released.</summary>
    internal TResult Wait()
    {
        lock (_lock)
        {
            while (!_isDone) Monitor.Wait(_lock);
            if (_failure is { } failure) throw failure;
        }

        return Prepared ?? throw new InvalidOperationException("The answer was released before it was prepared.");
    }

    internal override void Release()
    {
        if (Prepared is null) throw new InvalidOperationException("The answer was released before it was prepared.");
        if (_completion is not null) _completion.TrySetResult(Prepared);
        else Signal(null);
    }

    internal override void Fail(StoreException failure)
    {
        if (_completion is not null) _completion.TrySetException(failure);
        else Signal(failure);
    }

    internal void FailCancelled(CancellationToken cancellation) => _completion?.TrySetCanceled(cancellation);

    private void Signal(StoreException? failure)
    {
        lock (_lock)
        {
            if (_isDone) return;
            _isDone = true;
            _failure = failure;
            Monitor.PulseAll(_lock);
        }
    }
}
