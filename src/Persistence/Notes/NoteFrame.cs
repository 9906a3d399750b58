namespace BasisTrees.Persistence;

/// <summary>A frame of the log that holds a note, or held one.</summary>
/// <param name="Offset">Its offset in the segment.</param>
/// <param name="Header">Its header.</param>
/// <param name="Commitment">The commitment to the note; null if the body was erased, or the bytes are no note.</param>
/// <param name="Payload">The note as it is written down; empty where only the commitment was asked for.</param>
internal readonly record struct NoteFrame(long Offset, FrameHeader Header, Label? Commitment, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether the body was erased.</summary>
    internal bool IsErased => Header.Type == LogFormat.ErasedFrame;

    /// <summary>Where the next frame begins.</summary>
    internal long End => Offset + LogFormat.FrameHeaderLength + Header.PayloadLength;

    /// <summary>Whether a frame is of this kind.</summary>
    internal static bool Is(in FrameHeader header) =>
        header is { Type: LogFormat.NoteFrame or LogFormat.ErasedFrame, Version: 1, IsOptional: true };

    /// <summary>Looks at a whole frame.</summary>
    internal static NoteFrame Of(long offset, in FrameHeader header, byte[] payload) =>
        new(offset, header, header.Type == LogFormat.NoteFrame ? NotePayload.CommitmentOf(payload) : null, payload);

    /// <summary>Says what is wrong with the notes before a record.</summary>
    /// <returns>Null, or the end of a sentence.</returns>
    internal static string? FaultOf(LogRecord record, IReadOnlyList<NoteFrame> frames)
    {
        if (record.Notes.Count != frames.Count)
            return $"{record.Notes.Count} notes before the record of revision {record.Revision} were expected, not {frames.Count}";
        for (int i = 0; i < frames.Count; i++)
        {
            LoggedNote note = record.Notes[i];
            NoteFrame frame = frames[i];
            bool belongs = frame.Header.PayloadLength == note.Length
                && (frame.IsErased || frame.Commitment == new Label(record.Operations[note.OperationIndex].Value.Span));
            if (!belongs) return $"note {i} of revision {record.Revision} was expected as the record has its commitment";
        }

        return null;
    }
}
