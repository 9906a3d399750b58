using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>Figures of the notes of a store.</summary>
/// <param name="Count">The notes in the tree, those included whose bodies were erased.</param>
/// <param name="Bytes">The bytes of their bodies.</param>
/// <param name="FileBytes">The bytes of the files of notes.</param>
/// <param name="Horizon">The revision up to which these files are durable without the log.</param>
internal sealed record NotesFacts(long Count, long Bytes, long FileBytes, long Horizon)
{
    /// <summary>The figures; null for a store that has no notes.</summary>
    internal static NotesFacts? Of(NoteStatistics? figures) => figures is { Count: > 0 } or { FileBytes: > 0 }
        ? new NotesFacts(figures.Count, figures.Bytes, figures.FileBytes, figures.Horizon)
        : null;
}
