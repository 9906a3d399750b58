namespace BasisTrees.Persistence;

/// <summary>
/// A user's own database that holds the same entries as a tree, as <see cref="CoordinatedStore"/> needs it so that no crash separates
/// the two.
/// </summary>
/// <remarks>
/// Each of the three methods is one transaction of the database, durable when it returns. Keys are remembered for good, or at least as
/// long as the store remembers its idempotency keys. One thread at a time calls. What it throws passes through; then whether the
/// transaction stands is found out later, by the key.
/// </remarks>
public interface INoteStore : IEntrySource
{
    /// <summary>Carries out a batch and remembers its key as applied, both or neither.</summary>
    /// <param name="key">The key, 1 to 64 bytes.</param>
    /// <param name="batch">The operations by id, and the notes; valid during the call.</param>
    /// <returns>
    /// <see cref="KeyState.Applied"/>, also if it had been applied before: then nothing is done. <see cref="KeyState.Cancelled"/> if the
    /// key was cancelled: then nothing is done either.
    /// </returns>
    KeyState Apply(ReadOnlyMemory<byte> key, Batch batch);

    /// <summary>Tells what is known of a key.</summary>
    /// <param name="key">The key.</param>
    KeyState StateOf(ReadOnlyMemory<byte> key);

    /// <summary>Cancels a key for good, so that a transaction that is still on its way cannot apply it any more.</summary>
    /// <param name="key">The key.</param>
    /// <returns><see cref="KeyState.Cancelled"/>, or <see cref="KeyState.Applied"/> if it is too late: then nothing has changed.</returns>
    KeyState Cancel(ReadOnlyMemory<byte> key);
}
