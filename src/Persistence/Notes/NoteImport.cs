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

    /// <summary>Looks for a note in all of the log that is here, however long that takes.</summary>
    /// <returns>The note, with its body if it stands anywhere; null if nothing says that there was one.</returns>
    internal static MappedNote? FindInLog(LogFiles files, Label commitment)
    {
        MappedNote? erased = null;
        foreach (ulong number in files.Numbers().Reverse())
        {
            using IFile file = files.Open(number);
            SegmentReader reader = files.Read(file, number, LogFormat.SegmentHeaderLength);
            do
            {
                List<NoteFrame> frames = []; // before the next record, which says whose an erased one is
                for (long at = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); at = reader.Offset)
                {
                    if (NoteFrame.Is(header))
                    {
                        frames.Add(NoteFrame.Of(at, header, payload));
                        if (frames[^1].Commitment == commitment) return new MappedNote(0, commitment, payload);
                    }
                    else if (header is { Type: LogFormat.RecordFrame, Version: 1 })
                    {
                        if (frames.Exists(frame => frame.IsErased)) erased ??= FindErased(payload, file.Path, at, frames, commitment);
                        frames.Clear();
                    }
                }
            }
            while (reader.TrySkip());
        }

        return erased;
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

    private static MappedNote? FindErased(byte[] payload, string path, long offset, List<NoteFrame> frames, Label commitment)
    {
        LogRecord record = RecordDecoder.Decode(payload, path, offset, out IReadOnlyList<LoggedId> ids);
        if (NoteFrame.FaultOf(record, frames) is not null) return null;
        foreach (MappedNote note in NotesOf(new LoggedPayload(payload, record, ids) { Notes = frames }))
        {
            if (note.IsErased && note.Commitment == commitment) return note;
        }

        return null;
    }
}
