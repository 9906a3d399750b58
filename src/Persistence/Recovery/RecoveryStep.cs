namespace BasisTrees.Persistence;

/// <summary>One step of a recovery.</summary>
/// <param name="What">What was done, in a few words.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record RecoveryStep(string What, TimeSpan Elapsed);
