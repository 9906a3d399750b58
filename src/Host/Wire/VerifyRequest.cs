namespace BasisTrees.Host.Wire;

/// <summary>Asks for a backup set to be verified; it has no members yet.</summary>
internal sealed record VerifyRequest;
