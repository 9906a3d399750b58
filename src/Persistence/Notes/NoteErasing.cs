namespace BasisTrees.Persistence;

/// <summary>Erases the body of a note as its owner asks for it: looks where it stands, commits the erasure, looks again.</summary>
internal sealed class NoteErasing(TreeStore store, NoteStore notes, LogFiles files)
{
    /// <summary>Erases.</summary>
    /// <param name="id">The id.</param>
    /// <param name="value">The commitment to the note, or empty for the value that the id has now.</param>
    internal NoteErasure Run(ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        long first = FirstRevision();
        if (value.IsEmpty)
        {
            if (snapshot.Get(id.Span, out byte[]? now) != Outcome.Present) return new(NoteOutcome.Absent, snapshot.Revision, 0, first);
            value = now;
        }

        if (value.Length != NoteValue.Length) return new(NoteOutcome.NotANote, snapshot.Revision, 0, first);
        var commitment = new Label(value.Span);
        if (notes.IsComplete && notes.Read(commitment, id.Span, out _) == NoteOutcome.NotANote && first <= 1)
        {
            // The files of notes may have let go of an earlier value; the log knows.
            if (!FindRevisions(commitment, first, snapshot.Revision, withErased: true).Any())
                return new(NoteOutcome.NotANote, snapshot.Revision, 0, first);
        }

        return Erase(id, commitment, snapshot.Revision, first);
    }

    // Whoever commits the same note meanwhile makes another round necessary.
    private NoteErasure Erase(ReadOnlyMemory<byte> id, Label commitment, long head, long first)
    {
        int places = 0;
        long revision = head;
        long[] found = [.. FindRevisions(commitment, first, head, withErased: false)];
        while (found.Length > 0 || notes.Has(commitment))
        {
            CommitResult result = store.Commit(
                new Batch([Operation.Lookup(id)]) { Erasures = [new LoggedErasure(0, commitment, found)] });
            if (result.Outcome != CommitOutcome.Committed)
                return new(NoteOutcome.Found, result.Revision, places, first, result.Explanation);
            places += result.ErasedPlaces;
            revision = result.Revision;
            found = [.. FindRevisions(commitment, head + 1, revision - 1, withErased: false)];
            head = revision;
        }

        return new(NoteOutcome.Erased, revision, places, first);
    }

    private IEnumerable<long> FindRevisions(Label commitment, long from, long to, bool withErased)
    {
        if (from > to) yield break;
        foreach (LoggedPayload read in store.ReadPayloads(Math.Max(1, from), to))
        {
            for (int i = 0; i < read.Notes.Count; i++)
            {
                LoggedOperation operation = read.Record.Operations[read.Record.Notes[i].OperationIndex];
                if (new Label(operation.Value.Span) != commitment || (read.Notes[i].IsErased && !withErased)) continue;
                yield return read.Record.Revision;
                break;
            }
        }
    }

    // Of the record that stands first in what is here of the log.
    private long FirstRevision()
    {
        if (files.Numbers() is not [var number, ..]) return long.MaxValue;
        using IFile file = files.Open(number);
        return files.ReadHeader(file, number).Start.Revision + 1;
    }
}
