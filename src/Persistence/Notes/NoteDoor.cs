using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>Copies the notes of a batch and finds the operation of each, or says why one cannot be committed.</summary>
internal static class NoteDoor
{
    /// <summary>The bytes that notes add to a batch.</summary>
    internal static long BytesOf(IReadOnlyList<Note> notes)
    {
        long bytes = 0;
        foreach (Note note in notes) bytes += note.Id.Length + (long)note.Body.Length;
        return bytes;
    }

    /// <summary>Maps notes.</summary>
    /// <param name="notes">The notes as they came.</param>
    /// <param name="ids">The ids of the operations, in memory of the store's own.</param>
    /// <param name="operations">The operations, likewise.</param>
    /// <param name="mapped">The notes in the order of their operations.</param>
    /// <returns>Null, or one sentence.</returns>
    internal static string? TryMap(
        IReadOnlyList<Note> notes, ReadOnlyMemory<byte>[] ids, Operation[] operations, out MappedNote[] mapped)
    {
        mapped = [];
        var byValue = new Dictionary<Label, int>();
        for (int i = 0; i < operations.Length; i++)
        {
            bool canBelong = RecordShape.HasValue(operations[i].Kind) && operations[i].Value.Length == NoteValue.Length;
            if (canBelong) byValue.TryAdd(new Label(operations[i].Value.Span), i);
        }

        var found = new MappedNote[notes.Count];
        for (int i = 0; i < found.Length; i++)
        {
            if (notes[i] is not { } note) throw new ArgumentException("A note of a batch is null.", nameof(notes));
            if (note.Body.Length > Note.BodyLengthMax)
                return Say(i, $"its body has {note.Body.Length} bytes, and at most {Note.BodyLengthMax} are allowed.");
            byte[] payload = NotePayload.Of(note.Id.Span, note.Body.Span);
            if (NotePayload.CommitmentOf(payload) is not { } commitment) return Say(i, "its id has a length that no id has.");
            bool belongs = byValue.Remove(commitment, out int index) && ids[index].Span.SequenceEqual(note.Id.Span);
            if (!belongs) return Say(i, "no operation of the batch sets its id to its commitment, or an earlier note belongs to it.");
            found[i] = new MappedNote(index, commitment, payload);
        }

        Array.Sort(found, (a, b) => a.OperationIndex.CompareTo(b.OperationIndex));
        mapped = found;
        return null;
    }

    private static string Say(int index, string reason) =>
        string.Create(CultureInfo.InvariantCulture, $"Note {index} was refused: {reason}");
}
