namespace BasisTrees.Persistence;

/// <summary>Takes notes out of the log, and out of full checkpoints.</summary>
internal static class NoteImport
{
    /// <summary>The notes of a record.</summary>
    internal static MappedNote[] NotesOf(LoggedPayload read)
    {
        var notes = new MappedNote[read.Notes.Count];
        for (int i = 0; i < notes.Length; i++)
        {
            int index = read.Record.Notes[i].OperationIndex; // as many as there are frames
            NoteFrame frame = read.Notes[i];
            notes[i] = new MappedNote(index, new Label(read.Record.Operations[index].Value.Span), frame.Payload, frame.IsErased);
        }

        return notes;
    }

    /// <summary>Looks for the body of a note in all of the log that is here, however long that takes.</summary>
    internal static ReadOnlyMemory<byte>? FindInLog(LogFiles files, Label commitment)
    {
        foreach (ulong number in files.Numbers().Reverse())
        {
            using IFile file = files.Open(number);
            SegmentReader reader = files.Read(file, number, LogFormat.SegmentHeaderLength);
            do
            {
                for (long at = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); at = reader.Offset)
                {
                    if (NoteFrame.Is(header) && NoteFrame.Of(at, header, payload).Commitment == commitment) return payload;
                }
            }
            while (reader.TrySkip());
        }

        return null;
    }

    /// <summary>Takes the notes of the newest full checkpoint that can be read and behind which the log goes on.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="store">Takes them.</param>
    /// <param name="revisionMin">The revision from which on the log is here.</param>
    /// <param name="revisionMax">The revision of the tree.</param>
    /// <returns>The revision of the full checkpoint, or 0.</returns>
    internal static long FromFull(IDisk disk, DefinitionFile definition, NoteStore store, long revisionMin, long revisionMax)
    {
        foreach (ulong number in FileNames.Fulls(disk.List()).Reverse())
        {
            long revision = (long)number;
            if (revision < revisionMin || revision > revisionMax) continue;
            try
            {
                // Read twice: what is damaged must not have given anything.
                FullFile.Read(disk, definition.StoreId, revision, new DiscardingSink());
                FullFile.Read(disk, definition.StoreId, revision, new DiscardingSink(), note => store.Import(note, 1));
                return revision;
            }
            catch (StoreDamagedException)
            {
                // A check names it; an older one may do.
            }
        }

        return 0;
    }
}
