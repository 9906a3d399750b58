namespace BasisTrees.Persistence;

/// <summary>That a record has the body of a note in a frame before it.</summary>
/// <param name="OperationIndex">The operation of the record whose value is the commitment to the note.</param>
/// <param name="Length">The length of the frame's payload.</param>
internal readonly record struct LoggedNote(int OperationIndex, int Length);
