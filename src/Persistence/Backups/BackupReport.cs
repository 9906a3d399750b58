namespace BasisTrees.Persistence;

/// <summary>What verifying a backup set has shown: all of it was read, decrypted, hashed and replayed, and nothing is missing.</summary>
/// <param name="Pieces">The pieces.</param>
/// <param name="FirstRevision">The first revision that can be restored.</param>
/// <param name="LastRevision">The last revision that can be restored.</param>
/// <param name="LastDigest">Its digest, which the replay has reached.</param>
/// <param name="Keys">The keys of the tree at the last full piece.</param>
/// <param name="Records">The records that were replayed.</param>
/// <param name="Operations">Their operations.</param>
/// <param name="Bytes">The bytes of all pieces.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record BackupReport(
    int Pieces,
    long FirstRevision,
    long LastRevision,
    Digest LastDigest,
    long Keys,
    long Records,
    long Operations,
    long Bytes,
    TimeSpan Elapsed);
