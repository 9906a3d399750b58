namespace BasisTrees.Persistence;

/// <summary>A whole frame of the log, its record decoded.</summary>
/// <param name="Offset">Its offset in the segment.</param>
/// <param name="Header">Its header.</param>
/// <param name="Record">The record, or null if the frame is of another type.</param>
/// <param name="Ids">The ids that the record names.</param>
internal sealed record ReadFrame(long Offset, FrameHeader Header, LogRecord? Record, IReadOnlyList<LoggedId> Ids)
{
    /// <summary>The note without its bytes, if it is a frame of one.</summary>
    internal NoteFrame? Note { get; init; }

    /// <summary>Where the first of the notes before the record begins, or the record where there is none.</summary>
    internal long Start { get; init; } = Offset;

    /// <summary>Where the next frame begins.</summary>
    internal long End => Offset + LogFormat.FrameHeaderLength + Header.PayloadLength;
}
