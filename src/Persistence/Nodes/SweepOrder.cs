namespace BasisTrees.Persistence;

/// <summary>What a sweep of a node store must keep and how far it is to go.</summary>
/// <param name="Retained">
/// The revisions that must stay readable, in rising order, the newest durable checkpoint last. A record may go if it is buried and none of
/// them lies in [birth, death).
/// </param>
/// <param name="DeadShareMin">From which share of droppable bytes, 0 to 1, a file is worth rewriting.</param>
/// <param name="BytesMax">How many bytes are read at most, so that a sweep can be done in pieces.</param>
public sealed record SweepOrder(IReadOnlyList<long> Retained, double DeadShareMin = 0.5, long BytesMax = long.MaxValue);
