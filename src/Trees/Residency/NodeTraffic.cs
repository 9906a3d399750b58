namespace BasisTrees;

/// <summary>
/// How well memory serves a tree with a node store, counted since the tree was made: what was brought in ahead of a search, and what a
/// checkpoint reads, is in neither figure.
/// </summary>
/// <param name="Passed">
/// The nodes that searches passed from the root on, leaves included: those of operations and of readers, each node of a lookup proof once,
/// those of a cursor as it met them.
/// </param>
/// <param name="Missed">Those of them that were not in memory and had to be read from the node store.</param>
public readonly record struct NodeTraffic(long Passed, long Missed);
