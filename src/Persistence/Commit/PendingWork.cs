using System.Diagnostics;

namespace BasisTrees.Persistence;

/// <summary>Something that waits for the writer, and the place where its answer appears.</summary>
/// <remarks>
/// It is queued, then either started by the writer or cancelled by its owner, never both. The writer prepares the answer when it
/// applies the work and releases it only when the state the answer speaks of is durable and published.
/// </remarks>
internal abstract class PendingWork
{
    private const int Queued = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int _state; // moves once, by compare-and-swap

    /// <summary>What the work weighs in the queue's and the group's byte limits.</summary>
    internal abstract long Bytes { get; }

    /// <summary>How many operations it carries out.</summary>
    internal virtual int Operations => 0;

    /// <summary>The span in which it was asked for; null if nobody traces.</summary>
    internal Activity? Asking { get; } = StoreSource.Asking;

    internal bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Queued) == Queued;

    internal bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued;

    /// <summary>Hands out the prepared answer.</summary>
    internal abstract void Release();

    /// <summary>Hands out a failure in place of an answer.</summary>
    internal abstract void Fail(StoreException failure);
}
