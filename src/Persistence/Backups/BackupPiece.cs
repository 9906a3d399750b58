namespace BasisTrees.Persistence;

/// <summary>One file of a backup set.</summary>
/// <remarks>Immutable. What it says was read from the header of the file; verifying the set reads all of it.</remarks>
public sealed record BackupPiece
{
    internal BackupPiece(BackupHeader header, string file, long bytes)
    {
        Header = header;
        File = file;
        Bytes = bytes;
    }

    /// <summary>The file's name with its directory.</summary>
    public string File { get; }

    /// <summary>The bytes of the file.</summary>
    public long Bytes { get; }

    /// <summary>What the piece holds.</summary>
    public BackupKind Kind => Header.Kind;

    /// <summary>The number of the piece; later ones have larger numbers.</summary>
    public long Number => (long)Header.Number;

    /// <summary>The revision that the piece continues; of a full one its own.</summary>
    public long FromRevision => Header.From.Chain.Revision;

    /// <summary>The revision that the piece leads to.</summary>
    public long ToRevision => Header.To.Chain.Revision;

    /// <summary>The digest of the first revision.</summary>
    public Digest FromDigest => Header.From.Chain.Digest;

    /// <summary>The digest of the revision that the piece leads to.</summary>
    public Digest ToDigest => Header.To.Chain.Digest;

    /// <summary>When the batch of the first revision was applied, or null for the empty tree.</summary>
    public DateTimeOffset? FromTime => RestorePoint.TimeOf(Header.From.UnixNanoseconds);

    /// <summary>When the batch of the last revision was applied, or null for the empty tree.</summary>
    public DateTimeOffset? ToTime => RestorePoint.TimeOf(Header.To.UnixNanoseconds);

    /// <summary>When the piece was written.</summary>
    public DateTimeOffset? Written => RestorePoint.TimeOf(Header.UnixNanoseconds);

    /// <summary>How the piece is encrypted.</summary>
    public BackupCipher Cipher => Header.Cipher;

    internal BackupHeader Header { get; }
}
