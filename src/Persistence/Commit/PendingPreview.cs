namespace BasisTrees.Persistence;

/// <summary>A batch that waits to be tried without being committed.</summary>
internal sealed class PendingPreview(MappedBatch batch) : Pending<PreviewResult>(isAwaited: false)
{
    internal MappedBatch Batch => batch;

    internal override long Bytes => batch.MemoryBytes;
}
