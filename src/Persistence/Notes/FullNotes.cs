namespace BasisTrees.Persistence;

/// <summary>
/// The chunk of a full checkpoint that holds notes: u32 count, then for each u8 1 if its body was erased, else 0, the commitment, u32
/// length of the note as it is written down, and the note.
/// </summary>
internal static class FullNotes
{
    /// <summary>About how many bytes of notes go into one chunk.</summary>
    internal const int ChunkBytes = 1 << 20;

    internal static void Write(ByteWriter writer, IReadOnlyList<MappedNote> notes)
    {
        writer.U32((uint)notes.Count);
        foreach (MappedNote note in notes)
        {
            writer.U8(note.IsErased ? (byte)1 : (byte)0);
            writer.Label(note.Commitment);
            writer.U32((uint)note.Payload.Length);
            writer.Bytes(note.Payload.Span);
        }
    }

    /// <summary>Reads a chunk; each body must be the one that is committed to.</summary>
    /// <returns>Null if the bytes are something else.</returns>
    internal static List<MappedNote>? Read(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(payload);
        uint count = reader.U32();
        var notes = new List<MappedNote>();
        for (uint i = 0; i < count; i++)
        {
            byte isErased = reader.U8();
            Label commitment = reader.Label();
            ReadOnlySpan<byte> note = reader.Take(reader.U32());
            if (reader.Failed || isErased > 1 || note.Length > NotePayload.LengthMax) return null;
            if (!NoteRecord.TryLabel(NoteRecord.Of(commitment, note, isErased == 1), out _)) return null;
            notes.Add(new MappedNote(0, commitment, note.ToArray(), isErased == 1));
        }

        return reader.IsComplete ? notes : null;
    }
}
