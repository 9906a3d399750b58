namespace BasisTrees.Persistence;

/// <summary>One thing that a check of a store has found.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="File">The file with its directory.</param>
/// <param name="Offset">The place in the file, in bytes from its start.</param>
/// <param name="Expected">What was expected there, or what is there, as the end of a sentence.</param>
public sealed record FsckFinding(FsckKind Kind, string File, long Offset, string Expected)
{
    /// <summary>Whether it says that something is wrong; else it is worth knowing and no more.</summary>
    public bool IsFault => Kind is < FsckKind.TornTail or FsckKind.NoteRecord;

    /// <summary>The finding as one sentence.</summary>
    public override string ToString() => $"{File}, byte {Offset}: {Expected}.";
}
