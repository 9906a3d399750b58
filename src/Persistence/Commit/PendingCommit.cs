namespace BasisTrees.Persistence;

/// <summary>A batch that waits to be committed.</summary>
internal sealed class PendingCommit(MappedBatch batch, bool isAwaited) : Pending<CommitResult>(isAwaited)
{
    internal MappedBatch Batch => batch;

    internal override long Bytes => batch.MemoryBytes;
}
