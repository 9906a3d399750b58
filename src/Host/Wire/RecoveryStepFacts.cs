using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One step of a recovery or a check.</summary>
/// <param name="What">What was done, in a few words.</param>
/// <param name="ElapsedMs">How long it took, in milliseconds.</param>
internal sealed record RecoveryStepFacts(string What, double ElapsedMs)
{
    internal static RecoveryStepFacts Of(RecoveryStep step) => new(step.What, Math.Round(step.Elapsed.TotalMilliseconds, 1));
}
