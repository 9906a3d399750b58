namespace BasisTrees.Persistence;

/// <summary>
/// A write or sync failed, or an invariant broke, and the store accepts nothing more until it is opened again. Reads go on from the
/// last published head.
/// </summary>
/// <remarks>
/// For a batch that was in flight the outcome is unknown: it may reappear when the store is opened again. The cause, for instance a
/// <see cref="StoreFullException"/>, is the inner exception.
/// </remarks>
public sealed class StoreStoppedException : StoreException
{
    /// <summary>States that the store has stopped.</summary>
    /// <param name="outcomeUnknown">Whether the batch was in flight, so that it may or may not reappear.</param>
    /// <param name="cause">The failure that stopped the store.</param>
    public StoreStoppedException(bool outcomeUnknown, Exception cause)
        : base(Sentence(outcomeUnknown, cause), (cause as StoreException)?.File, (cause as StoreException)?.Offset, cause) =>
        OutcomeUnknown = outcomeUnknown;

    /// <summary>Whether the batch may or may not be found when the store is opened again; false if it was never begun.</summary>
    public bool OutcomeUnknown { get; }

    private static string Sentence(bool outcomeUnknown, Exception cause) => outcomeUnknown
        ? $"The store stopped while the batch was in flight, so its outcome is unknown until the store is opened again: {Reason(cause)}"
        : $"The store has stopped and accepts nothing until it is opened again: {Reason(cause)}";

    private static string? Reason(Exception? cause) =>
        cause is OutOfMemoryException ? "The process ran out of memory." : cause?.Message;
}
