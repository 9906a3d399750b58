namespace BasisTrees.Persistence;

/// <summary>
/// Keeps the memory of a long replay within bounds: when much is in no node store yet, it is written there, as a checkpoint would, only
/// that nothing is published; a crash loses it, and the next opening replays again.
/// </summary>
/// <remarks>Used by the thread that opens the store, before anybody else has it.</remarks>
internal sealed class ReplayRoom(Prover prover, INodeStore nodes, KeyIds ids, long cacheBytes)
{
    private readonly CacheBudget _budget = new(prover, nodes, cacheBytes);

    /// <summary>What has left the tree and is not buried yet.</summary>
    internal List<Departure> Departures { get; } = [];

    /// <summary>Between two records: makes room if it is needed.</summary>
    internal void Tend()
    {
        if (prover.UnstoredBytes + ids.PendingBytes >= cacheBytes / 4) Spill();
        _budget.Trim(Departures);
    }

    private void Spill()
    {
        var sink = new NodeStoreSink(nodes);
        using Snapshot snapshot = prover.Snapshot();
        snapshot.WriteUnstored(sink);
        foreach ((Label key, byte[] id) in ids.BeginStoring()) sink.WriteId(key, id, prover.Revision);
        ids.EndStoring();
        prover.Settle(prover.Revision, Departures);
    }
}
