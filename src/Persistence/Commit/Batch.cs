namespace BasisTrees.Persistence;

/// <summary>Operations that are committed together or not at all.</summary>
/// <param name="Operations">
/// The operations in order; their keys are ids as the user writes them, which the store maps to keys of the tree. The store
/// copies them before the call that hands them over returns or yields its task; from then on their memory is the caller's again.
/// </param>
/// <param name="ExpectedDigest">The digest the tree must have before the batch, or null for any.</param>
/// <param name="WithProof">Whether the answer is to carry the proof that takes a verifier from the old digest to the new one.</param>
public sealed record Batch(IReadOnlyList<Operation> Operations, Digest? ExpectedDigest = null, bool WithProof = false)
{
    /// <summary>
    /// 1 to 64 bytes by which the batch can be sent again when nobody knows what became of it, or empty: the store remembers the keys it
    /// met last (<see cref="StoreOptions.IdempotencyKeysMax"/>), through crashes and restores, and a batch whose key it knows is answered
    /// with what came of it the first time (<see cref="CommitOutcome.Repeated"/>). Refused batches and batches that change nothing leave no
    /// trace.
    /// </summary>
    public ReadOnlyMemory<byte> IdempotencyKey { get; init; }

    /// <summary>
    /// The notes whose bodies are committed with the batch, in the same record: each belongs to an Insert, Update or InsertOrUpdate of the
    /// same id whose value is its commitment (<see cref="NoteValue.Of"/>). The store copies them with the operations.
    /// </summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>What is to be erased; the operations then look the ids up.</summary>
    internal IReadOnlyList<LoggedErasure> Erasures { get; init; } = [];

    /// <summary>Makes the batch that sets each of some notes, whether its id had a value before or not.</summary>
    /// <param name="notes">The notes; of each id at most one.</param>
    public static Batch OfNotes(params IReadOnlyList<Note> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        return new Batch([.. notes.Select(note => note.ToOperation())]) { Notes = notes };
    }
}
