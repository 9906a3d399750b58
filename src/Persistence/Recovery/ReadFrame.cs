namespace BasisTrees.Persistence;

/// <summary>A whole frame of the log, its record decoded.</summary>
/// <param name="Offset">Its offset in the segment.</param>
/// <param name="Header">Its header.</param>
/// <param name="Record">The record, or null if the frame is of another type.</param>
/// <param name="Ids">The ids that the record names.</param>
internal sealed record ReadFrame(long Offset, FrameHeader Header, LogRecord? Record, IReadOnlyList<LoggedId> Ids);
