namespace BasisTrees.Persistence;

/// <summary>The options of an open store, of which some may change. Any thread.</summary>
/// <param name="opened">Those that it was opened with.</param>
internal sealed class LiveOptions(StoreOptions opened)
{
    private StoreOptions _current = opened; // volatile

    /// <summary>The options of this moment.</summary>
    internal StoreOptions Current => Volatile.Read(ref _current);

    /// <summary>Takes of other options what may change while the store is open.</summary>
    internal void Change(StoreOptions options) => Volatile.Write(ref _current, Current with
    {
        CheckpointOperations = options.CheckpointOperations,
        CheckpointInterval = options.CheckpointInterval,
        CheckpointsRetained = options.CheckpointsRetained,
        SweepShareMin = options.SweepShareMin,
        LogRetention = options.LogRetention,
    });
}
