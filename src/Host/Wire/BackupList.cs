namespace BasisTrees.Host.Wire;

/// <summary>The pieces of a backup set, or those that a command has added.</summary>
/// <param name="Pieces">The pieces in their order.</param>
internal sealed record BackupList(IReadOnlyList<BackupPieceResult> Pieces);
