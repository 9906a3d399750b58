namespace BasisTrees.Persistence;

/// <summary>A published revision that is held, and what belongs to it besides the tree.</summary>
/// <param name="Snapshot">The revision; whoever holds it disposes of it.</param>
/// <param name="Chain">What the next record continues.</param>
/// <param name="UnixNanoseconds">The time of its record, or the least number if there is none.</param>
/// <param name="Keys">The idempotency keys that are remembered at it.</param>
/// <param name="Incarnation">What records say of how often the store was rebuilt.</param>
internal readonly record struct HeldRevision(
    StoreSnapshot Snapshot, ChainPoint Chain, long UnixNanoseconds, KeyUses Keys, ulong Incarnation);
