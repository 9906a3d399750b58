namespace BasisTrees.Persistence;

/// <summary>What the files of notes have of one.</summary>
/// <param name="Record">Its newest whole record, or null.</param>
/// <param name="Damaged">A record that may be its newest one and is damaged, or null.</param>
internal readonly record struct FoundNote(FoundRecord? Record, FoundRecord? Damaged)
{
    internal bool IsDamaged => Damaged is not null;
}
