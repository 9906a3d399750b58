using System.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>What a client that kept its notes says of the bodies that a store reads.</summary>
internal static class MatrixNotes
{
    /// <summary>Reads every id that the batches wrote.</summary>
    /// <param name="store">The store, at the revision that the batches make.</param>
    /// <param name="made">What is known of it.</param>
    /// <param name="batches">The batches.</param>
    /// <param name="cell">What was damaged.</param>
    /// <exception cref="CrashViolationException">A body is wrong, lost without a word, or was not erased.</exception>
    internal static void Check(TreeStore store, MatrixStore made, IEnumerable<Batch> batches, MatrixCell cell)
    {
        if (made.Erasures.Count == 0) return;
        var notes = new Dictionary<string, (Note? Note, bool IsErased)>(StringComparer.Ordinal);
        Batch[] erasures = [.. made.Erasures.Select(index => made.Batches[index])];
        foreach (Batch batch in batches)
        {
            foreach (Operation operation in batch.Operations)
            {
                string id = Convert.ToHexString(operation.Key.Span);
                if (erasures.Contains(batch)) notes[id] = notes[id] with { IsErased = true };
                else notes[id] = (batch.Notes.FirstOrDefault(note => note.Id.Span.SequenceEqual(operation.Key.Span)), false);
            }
        }

        using StoreSnapshot snapshot = store.Snapshot();
        foreach ((string id, (Note? note, bool isErased)) in notes) CheckOne(snapshot, Convert.FromHexString(id), note, isErased, cell);
    }

    private static void CheckOne(StoreSnapshot snapshot, byte[] id, Note? note, bool isErased, MatrixCell cell)
    {
        NoteOutcome outcome = snapshot.TryReadNote(id, out byte[]? body);
        bool isRight = (note, isErased, outcome) switch
        {
            (null, _, NoteOutcome.Absent or NoteOutcome.NotANote) => true,
            (not null, true, NoteOutcome.Erased) => true,
            (not null, true, NoteOutcome.Found) => cell.BringsErasedBack && note.Body.Span.SequenceEqual(body),
            (not null, false, NoteOutcome.Found) => note.Body.Span.SequenceEqual(body),
            (not null, false, NoteOutcome.Erased) => cell.MayGoBack, // it was erased later
            _ => false,
        };
        if (!isRight) throw new CrashViolationException($"the note {Encoding.UTF8.GetString(id)} is read as {outcome}");
    }
}
