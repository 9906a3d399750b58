namespace BasisTrees.Persistence;

/// <summary>A checkpoint that a store keeps, as its file states it.</summary>
/// <param name="Revision">The revision that can be opened without the log before it.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Time">When the checkpoint was written.</param>
/// <param name="Name">The name that keeps it whatever the options say, or empty.</param>
/// <param name="Keys">The number of keys at that revision.</param>
/// <param name="RecordsWritten">The nodes and ids that it added to the node store.</param>
/// <param name="BytesWritten">Their bytes.</param>
/// <param name="Damage">
/// Null if its file is whole; else one sentence that says what is wrong with it, and everything but <paramref name="Revision"/> is empty.
/// </param>
public sealed record CheckpointFacts(
    long Revision,
    Digest Digest,
    DateTimeOffset Time,
    string Name,
    long Keys,
    long RecordsWritten,
    long BytesWritten,
    string? Damage = null);
