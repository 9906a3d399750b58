namespace BasisTrees.Persistence;

/// <summary>Puts the bodies of notes in a segment of the log right that are damaged there and whole in the files of notes.</summary>
/// <remarks>
/// A frame whose header is whole says how long its payload is and what checksum it has, and the record behind it which note it was: what
/// fits both is what stood there, byte for byte.
/// </remarks>
internal sealed class NoteMending(IDisk disk, DefinitionFile definition)
{
    /// <summary>What was mended: one sentence each.</summary>
    internal List<string> Restored { get; } = [];

    /// <summary>Mends a segment.</summary>
    /// <returns>Whether anything was mended.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal bool TryMend(ulong number)
    {
        if (!NoteStore.CanServe(definition.Definition.Parameters) || FileNames.NoteSegments(disk.List()).Length == 0) return false;
        try
        {
            return Mend(number);
        }
        catch (StoreDamagedException)
        {
            return false; // the damage that was met before is the one to be told
        }
    }

    private bool Mend(ulong number)
    {
        var files = new LogFiles(disk, definition.StoreId);
        using IFile found = files.Open(number);
        string name = found.Path[(found.Path.LastIndexOf('/') + 1)..];
        using IFile file = disk.Open(name, FileOpening.ReadWrite);
        using SegmentNodeStore records = SegmentNodeStore.OpenCopy(
            new NoteDisk(disk), new NodeVerifier(definition.Definition) { KeepsNotes = true });
        var notes = new NoteStore(records, definition.Definition, default);
        SegmentReader reader = files.Read(file, number, LogFormat.SegmentHeaderLength);
        List<(long Offset, FrameHeader Header, bool IsWhole)> waiting = [];
        int mended = 0;
        while (reader.Offset < reader.End)
        {
            long offset = reader.Offset;
            if (reader.TryNext(out FrameHeader header, out byte[] payload))
            {
                if (NoteFrame.Is(header)) waiting.Add((offset, header, true));
                if (header is not { Type: LogFormat.RecordFrame, Version: 1 }) continue;
                LogRecord record = RecordDecoder.Decode(payload, file.Path, offset, out _);
                if (record.Notes.Count == waiting.Count) mended += Mend(file, notes, record, waiting);
                waiting.Clear();
            }
            else if (reader.TryReadHeader(out header) && NoteFrame.Is(header))
            {
                waiting.Add((offset, header, false));
                reader.SeekTo(offset + LogFormat.FrameHeaderLength + header.PayloadLength);
            }
            else if (!reader.TrySkip())
            {
                break;
            }
        }

        if (mended == 0) return false;
        file.Sync();
        Restored.Add($"{mended} bodies of notes in {file.Path} were damaged and were restored from the files of notes.");
        return true;
    }

    private static int Mend(IFile file, NoteStore notes, LogRecord record, List<(long Offset, FrameHeader Header, bool IsWhole)> frames)
    {
        int mended = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            (long offset, FrameHeader header, bool isWhole) = frames[i];
            if (isWhole || header.Type != LogFormat.NoteFrame) continue;
            LoggedOperation operation = record.Operations[record.Notes[i].OperationIndex];
            if (notes.Find(new Label(operation.Value.Span), operation.Key.Span) is not { IsErased: false } note) continue;
            if (note.Payload.Length != header.PayloadLength || Crc32C.Compute(note.Payload.Span) != header.PayloadChecksum) continue;
            file.WriteAt(offset + LogFormat.FrameHeaderLength, note.Payload.Span);
            mended++;
        }

        return mended;
    }
}
