namespace BasisTrees.Persistence;

/// <summary>A request for a checkpoint; answered when one stands that holds everything published before the request.</summary>
internal sealed class PendingCheckpoint(CheckpointOrder order) : Pending<CheckpointReport>(isAwaited: false)
{
    internal CheckpointOrder Order => order;

    internal override long Bytes => 0;
}
