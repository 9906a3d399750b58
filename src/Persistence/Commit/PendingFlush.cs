namespace BasisTrees.Persistence;

/// <summary>A request that everything published be in the files, so that they can be read.</summary>
internal sealed class PendingFlush() : Pending<object>(isAwaited: false)
{
    internal override long Bytes => 0;
}
