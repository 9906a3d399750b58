namespace BasisTrees.Persistence;

/// <summary>What became of the wish to erase the body of a note.</summary>
/// <param name="Outcome">
/// <see cref="NoteOutcome.Erased"/> if the body is gone, now or already before; <see cref="NoteOutcome.Absent"/> or
/// <see cref="NoteOutcome.NotANote"/> if there was none; <see cref="NoteOutcome.Found"/> if the store took no batch.
/// </param>
/// <param name="Revision">The revision whose record says that it was erased; the head if nothing had to be done.</param>
/// <param name="Places">How many copies of the body were overwritten in the files of the store.</param>
/// <param name="FirstRevision">
/// The first revision whose record is here. If it is not 1, segments of the log were archived and taken away: whoever has them may have the
/// body, as may whoever has a backup.
/// </param>
/// <param name="Refusal">One sentence that says why the store took no batch, or null.</param>
public sealed record NoteErasure(NoteOutcome Outcome, long Revision, int Places, long FirstRevision, string? Refusal = null);
