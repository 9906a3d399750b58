using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What a repair has found and done.</summary>
/// <param name="Before">The check before.</param>
/// <param name="Recoveries">The ways back that were gone, in order; none if nothing was wrong.</param>
/// <param name="SetAside">The files that the repair itself renamed, under their new names; the recoveries name their own.</param>
/// <param name="After">The check after.</param>
/// <param name="Failure">Why a way back could not be gone, if that was so.</param>
internal sealed record RepairResult(
    CheckResult Before,
    IReadOnlyList<RecoveryFacts> Recoveries,
    IReadOnlyList<string> SetAside,
    CheckResult After,
    string? Failure = null)
{
    internal static RepairResult Of(FsckRepair repair) => new(
        CheckResult.Of(repair.Before), [.. repair.Recoveries.Select(RecoveryFacts.Of)], repair.SetAside, CheckResult.Of(repair.After),
        repair.Failure?.Message);
}
