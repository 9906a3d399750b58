using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>Where the bodies of notes are: values of the tree, under the notes' ids.</summary>
internal static class NoteBodies
{
    /// <summary>What adds a note; it is refused if the note is there already.</summary>
    internal static Operation Put(in Label id, SignedNote note) => Operation.Insert(BookView.Bytes(id), note.ToBytes());

    /// <summary>Finds a note, or null.</summary>
    /// <exception cref="InvalidDataException">What is there is not a note.</exception>
    internal static SignedNote? Find(StoreSnapshot snapshot, in Label id)
    {
        if (!snapshot.TryGet(BookView.Bytes(id), out byte[]? value)) return null;
        return SignedNote.TryRead(value) ?? throw new InvalidDataException($"What the ledger holds as the note {id} is not a note.");
    }
}
