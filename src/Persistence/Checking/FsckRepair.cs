namespace BasisTrees.Persistence;

/// <summary>What a repair has found and done.</summary>
/// <param name="Before">The check before.</param>
/// <param name="Recoveries">The ways back that were gone, in order; none if nothing was wrong.</param>
/// <param name="SetAside">The files that were renamed by the repair itself, under their new names; the recoveries name their own.</param>
/// <param name="Failure">Why a way back could not be gone, or null.</param>
/// <param name="After">The check after; the same as before if nothing was wrong.</param>
public sealed record FsckRepair(
    FsckReport Before, IReadOnlyList<RecoveryReport> Recoveries, IReadOnlyList<string> SetAside, StoreException? Failure, FsckReport After);
