namespace BasisTrees.Persistence;

/// <summary>A synced state of the files of notes, which a checkpoint names.</summary>
/// <param name="Mark">The mark of their engine.</param>
/// <param name="Count">The number of notes that are in the tree, erased ones included.</param>
/// <param name="Bytes">The bytes of their bodies, zeros of erased ones included.</param>
internal readonly record struct NotesMark(NodeStoreMark Mark, long Count, long Bytes)
{
    /// <summary>The bytes of a mark where it is written down.</summary>
    internal const int Length = 4 * sizeof(ulong);

    /// <summary>Writes the mark, nothing at all if there are no files.</summary>
    internal void Write(ByteWriter writer)
    {
        if (this == default) return;
        writer.U64(Mark.First);
        writer.U64(Mark.Second);
        writer.U64((ulong)Count);
        writer.U64((ulong)Bytes);
    }

    /// <summary>Reads a mark in what is left of some bytes; what is nothing at all says that there are no files.</summary>
    internal static NotesMark? Read(ref ByteReader reader)
    {
        if (reader.Remaining == 0) return default(NotesMark);
        if (reader.Remaining != Length) return null;
        var mark = new NodeStoreMark(reader.U64(), reader.U64());
        ulong count = reader.U64();
        ulong bytes = reader.U64();
        return mark != default && count <= long.MaxValue && bytes <= long.MaxValue ? new NotesMark(mark, (long)count, (long)bytes) : null;
    }
}
