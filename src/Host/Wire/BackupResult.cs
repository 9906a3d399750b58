namespace BasisTrees.Host.Wire;

/// <summary>What was added to a backup set.</summary>
/// <param name="Pieces">The pieces in their order; none if the set reached the head already.</param>
/// <param name="Verification">What verifying the set has shown, if it was asked for.</param>
internal sealed record BackupResult(IReadOnlyList<BackupPieceResult> Pieces, BackupVerification? Verification = null);
