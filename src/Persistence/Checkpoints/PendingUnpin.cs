namespace BasisTrees.Persistence;

/// <summary>A request that checkpoints lose a name; answered with their revisions.</summary>
internal sealed class PendingUnpin(string name) : Pending<IReadOnlyList<long>>(isAwaited: false)
{
    internal string Name => name;

    internal override long Bytes => 0;
}
