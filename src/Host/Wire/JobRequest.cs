namespace BasisTrees.Host.Wire;

/// <summary>Asks for a job to be done now; it has no members yet.</summary>
internal sealed record JobRequest;
