namespace BasisTrees.Persistence;

/// <summary>Writes the full checkpoints of a store anew that hold bodies which are erased.</summary>
internal static class FullErasure
{
    /// <summary>Looks at every full checkpoint; one that cannot be read stays as it is.</summary>
    /// <returns>How many were written anew.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static int Run(IDisk disk, StoreId storeId, HashSet<Label> commitments)
    {
        int count = 0;
        foreach (ulong revision in FileNames.Fulls(disk.List()))
        {
            string name = FileNames.Full((long)revision);
            if (!Holds(disk, name, commitments)) continue;
            string temporary = name + FileNames.NewSuffix;
            using (IFile file = disk.Open(name, FileOpening.Read))
            using (IFile target = disk.Open(temporary, FileOpening.Create))
            {
                Rewrite(new FullChunkReader(new FileSource(file)), target, storeId, commitments);
                target.Sync();
            }

            disk.Rename(temporary, name);
            disk.SyncDirectory();
            count++;
        }

        return count;
    }

    private static bool Holds(IDisk disk, string name, HashSet<Label> commitments)
    {
        try
        {
            using IFile file = disk.Open(name, FileOpening.Read);
            var chunks = new FullChunkReader(new FileSource(file));
            while (true)
            {
                chunks.Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload);
                if (header.Type == FullFormat.EndChunk) return false;
                if (header is not { Type: FullFormat.NotesChunk, Version: 1 }) continue;
                foreach (MappedNote note in FullNotes.Read(payload) ?? [])
                {
                    if (!note.IsErased && commitments.Contains(note.Commitment)) return true;
                }
            }
        }
        catch (StoreException failure) when (failure is StoreDamagedException or StoreNotFoundException)
        {
            return false; // a check names it; or a newer one has taken its place
        }
    }

    private static void Rewrite(FullChunkReader chunks, IFile target, StoreId storeId, HashSet<Label> commitments)
    {
        var sink = new FileSink(target);
        var writer = new FullChunkWriter(sink, storeId, chunks.Header.Revision, packs: true);
        while (true)
        {
            chunks.Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload);
            if (header.Type == FullFormat.EndChunk) break;
            byte flags = (byte)(header.Flags & ~FullFormat.PackedChunk);
            if (header.Type == FullFormat.NotesChunk && FullNotes.Read(payload) is { } notes)
            {
                var changed = new ByteWriter();
                FullNotes.Write(changed, [.. notes.Select(note => commitments.Contains(note.Commitment) ? Erased(note) : note)]);
                payload = changed.Written;
            }

            writer.Write(header.Type, flags, payload);
        }

        writer.WriteEnd();
        sink.Flush();
    }

    private static MappedNote Erased(in MappedNote note) =>
        note with { Payload = NotePayload.Erased(note.Payload.Span), IsErased = true };
}
