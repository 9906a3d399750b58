namespace BasisTrees.Host.Wire;

/// <summary>The checkpoints that a store keeps.</summary>
/// <param name="Checkpoints">The checkpoints, newest first.</param>
internal sealed record CheckpointList(IReadOnlyList<CheckpointEntry> Checkpoints);
