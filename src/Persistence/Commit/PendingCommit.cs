namespace BasisTrees.Persistence;

/// <summary>A batch that waits to be committed.</summary>
internal sealed class PendingCommit(MappedBatch batch, bool isAwaited) : Pending<CommitResult>(isAwaited)
{
    internal MappedBatch Batch => batch;

    internal override long Bytes => batch.MemoryBytes;

    internal override int Operations => batch.Operations.Length;

    /// <summary>Takes the batch back when somebody asks for it while it still waits.</summary>
    internal void CancelWith(CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            if (TryCancel()) FailCancelled(cancellation);
        });
        _ = Task.ContinueWith(_ => registration.Dispose(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
