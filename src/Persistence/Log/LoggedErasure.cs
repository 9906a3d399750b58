namespace BasisTrees.Persistence;

/// <summary>That the body of a note was erased, as the log keeps it.</summary>
/// <param name="OperationIndex">The lookup of its id in the same record.</param>
/// <param name="Commitment">The commitment to the note.</param>
/// <param name="Revisions">The revisions before whose records the body stood, in rising order.</param>
internal readonly record struct LoggedErasure(int OperationIndex, Label Commitment, IReadOnlyList<long> Revisions);
