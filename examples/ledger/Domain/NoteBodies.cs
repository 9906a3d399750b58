using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// Where notes are: their bodies beside the tree, and the commitments to them in the tree, under the notes' ids. One record of the log has
/// both, so no crash comes between.
/// </summary>
internal static class NoteBodies
{
    /// <summary>A note as the store takes it.</summary>
    internal static Note BodyOf(in Label id, SignedNote note) => new(BookView.Bytes(id), note.ToBytes());

    /// <summary>What adds a note; it is refused if the note is there already.</summary>
    internal static Operation Put(Note note) => Operation.Insert(note.Id, note.ToOperation().Value);

    /// <summary>Finds a note, or null.</summary>
    /// <exception cref="InvalidDataException">What is there is not a note, or its body was erased.</exception>
    internal static SignedNote? Find(StoreSnapshot snapshot, in Label id)
    {
        NoteOutcome outcome = snapshot.TryReadNote(BookView.Bytes(id), out byte[]? body);
        if (outcome == NoteOutcome.Absent) return null;
        return SignedNote.TryRead(body) ?? throw new InvalidDataException(outcome == NoteOutcome.Erased
            ? $"The body of the note {id} was erased."
            : $"What the ledger holds as the note {id} is not a note.");
    }
}
