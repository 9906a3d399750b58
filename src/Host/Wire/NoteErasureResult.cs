namespace BasisTrees.Host.Wire;

/// <summary>That the body of a note was erased.</summary>
/// <param name="Revision">The revision whose record says so.</param>
/// <param name="Places">How many copies were overwritten.</param>
/// <param name="LogFrom">The first revision whose record is here; segments before it that were taken away may have the body.</param>
internal sealed record NoteErasureResult(long Revision, int Places, long LogFrom);
