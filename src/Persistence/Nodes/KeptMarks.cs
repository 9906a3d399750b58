namespace BasisTrees.Persistence;

/// <summary>Tells which buried records kept revisions still need, without reading the records.</summary>
/// <remarks>
/// All records of a revision are in the store when its checkpoint takes its mark. So a record that died after a kept revision was born by
/// then, and is needed, if it was written before that mark, and not if it was written behind it.
/// </remarks>
internal sealed class KeptMarks(IReadOnlyList<KeptMark> kept)
{
    private readonly KeptMark[] _sorted = [.. kept.OrderBy(one => one.Revision)];

    /// <summary>Whether a record is needed.</summary>
    /// <param name="segment">The data segment to which it was written, which has no mark in it.</param>
    /// <param name="death">The first revision without it.</param>
    internal bool Needs(uint segment, long death)
    {
        int before = Before(death);
        return before > 0 && segment <= _sorted[before - 1].Mark.First;
    }

    /// <summary>Whether the answer is the same for all deaths of a span.</summary>
    internal bool AreAlike(DeathSpan deaths) => Before(deaths.First) == Before(deaths.Last);

    // How many kept revisions are before a death.
    private int Before(long death) => _sorted.Count(one => one.Revision < death);
}
