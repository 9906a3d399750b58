namespace BasisTrees.Persistence;

/// <summary>A batch that passed the door: within the limits, its ids mapped to keys of the tree.</summary>
/// <param name="Source">The batch as it came; its operations are the caller's memory and are not read again.</param>
/// <param name="Operations">The operations with keys, in memory of the store's own.</param>
/// <param name="Ids">The operations' ids, likewise; empty unless keys are hashed.</param>
/// <param name="Key">The idempotency key, or null.</param>
/// <param name="Bytes">The bytes of its ids and values.</param>
/// <param name="CanChange">Whether an operation could change the tree.</param>
internal sealed record MappedBatch(
    Batch Source, Operation[] Operations, ReadOnlyMemory<byte>[] Ids, BatchKey? Key, long Bytes, bool CanChange)
{
    /// <summary>The notes, in the order of their operations.</summary>
    public MappedNote[] Notes { get; init; } = [];

    // An operation with its key, its id and its answer takes about so much beside the bytes that the user gave.
    private const int OperationBytes = 256;

    /// <summary>About how many bytes of memory the batch takes until it is answered.</summary>
    public long MemoryBytes => Bytes + ((long)OperationBytes * Operations.Length);
}
