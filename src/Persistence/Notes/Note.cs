namespace BasisTrees.Persistence;

/// <summary>A note: an id and a body, of which the tree holds only the commitment (<see cref="NoteValue"/>).</summary>
/// <remarks>
/// Its memory is the caller's, and copied by whoever takes the note. The body never goes into the tree, so it can be erased and every
/// digest and proof stays what it was.
/// </remarks>
/// <param name="Id">The id as users write it.</param>
/// <param name="Body">The body, 0 bytes to 16 MiB.</param>
public sealed record Note(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Body)
{
    /// <summary>The longest body in bytes: 16 MiB.</summary>
    public const int BodyLengthMax = 16 << 20;

    /// <summary>The operation that sets the id to the commitment of the note, whether it had a value before or not.</summary>
    public Operation ToOperation() => Operation.InsertOrUpdate(Id, NoteValue.Of(Id.Span, Body.Span));
}
