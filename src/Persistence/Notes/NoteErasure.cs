namespace BasisTrees.Persistence;

/// <summary>What became of the wish to erase the body of a note.</summary>
/// <param name="Outcome">
/// <see cref="NoteOutcome.Erased"/> if the body is gone, now or already before; <see cref="NoteOutcome.Absent"/> and
/// <see cref="NoteOutcome.NotANote"/> if there was none; then nothing changed.
/// </param>
/// <param name="Revision">The revision whose record says that it was erased, or the head if nothing had to be done.</param>
/// <param name="Places">How many copies of the body were overwritten in the files of the store.</param>
/// <param name="Missing">
/// How many copies are in segments of the log that were archived and taken away: whoever has them has the body.
/// </param>
public sealed record NoteErasure(NoteOutcome Outcome, long Revision, int Places, int Missing);
