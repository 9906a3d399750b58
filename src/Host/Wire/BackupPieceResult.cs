using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One piece of a backup set.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Kind"><c>full</c> or <c>incremental</c>.</param>
/// <param name="FromRevision">The revision that it continues; of a full one its own.</param>
/// <param name="ToRevision">The revision that it leads to.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="Time">When the batch of that revision was applied; not given for the empty tree.</param>
/// <param name="Written">When the piece was written.</param>
/// <param name="Bytes">The bytes of the file.</param>
/// <param name="Encrypted">Whether it is encrypted.</param>
/// <param name="File">The file.</param>
internal sealed record BackupPieceResult(
    long Number,
    string Kind,
    long FromRevision,
    long ToRevision,
    string Digest,
    string? Time,
    string? Written,
    long Bytes,
    bool Encrypted,
    string File)
{
    internal static BackupPieceResult Of(BackupPiece piece) => new(
        piece.Number,
        piece.Kind == BackupKind.Full ? "full" : "incremental",
        piece.FromRevision,
        piece.ToRevision,
        piece.ToDigest.ToString(),
        piece.ToTime is { } time ? Moment.Of(time) : null,
        piece.Written is { } written ? Moment.Of(written) : null,
        piece.Bytes,
        piece.Cipher != BackupCipher.None,
        piece.File);
}
