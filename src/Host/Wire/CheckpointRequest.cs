namespace BasisTrees.Host.Wire;

/// <summary>What is wanted of a checkpoint.</summary>
/// <param name="Name">The name under which it is kept whatever the configuration says; none if not given.</param>
/// <param name="Compact">Whether all room that no kept checkpoint needs is given back as well.</param>
/// <param name="Full">Whether a full checkpoint is written as well.</param>
internal sealed record CheckpointRequest(string? Name = null, bool Compact = false, bool Full = false);
