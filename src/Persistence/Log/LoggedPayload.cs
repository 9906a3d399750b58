namespace BasisTrees.Persistence;

/// <summary>A record as it stands in the log.</summary>
/// <param name="Payload">The bytes whose hash is the record's.</param>
/// <param name="Record">What they say; it keeps them.</param>
/// <param name="Ids">The ids that the record names.</param>
internal sealed record LoggedPayload(byte[] Payload, LogRecord Record, IReadOnlyList<LoggedId> Ids)
{
    /// <summary>The notes before the record, one for each that it speaks of; compared with what it says of them.</summary>
    internal IReadOnlyList<NoteFrame> Notes { get; init; } = [];
}
