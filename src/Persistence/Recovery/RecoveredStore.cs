namespace BasisTrees.Persistence;

/// <summary>What the ladder of recovery yields: the tree at its last acknowledged revision, and how it was found.</summary>
internal sealed record RecoveredStore(RecoveryClimb Climb, INodeStore? Nodes, RecoveryReport Report);
