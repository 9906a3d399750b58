namespace BasisTrees.Persistence;

/// <summary>The pieces that lead to a point: a full one, and the incremental ones behind it in their order.</summary>
internal sealed record BackupPlan(BackupPiece Full, IReadOnlyList<BackupPiece> Incrementals)
{
    /// <summary>Finds the shortest way to a point.</summary>
    /// <param name="pieces">The pieces of the set, without gaps.</param>
    /// <param name="point">The point.</param>
    /// <param name="location">The directory of the set, for messages.</param>
    /// <exception cref="BackupRefusedException">The set does not reach the point.</exception>
    internal static BackupPlan Of(IReadOnlyList<BackupPiece> pieces, RestorePoint point, string location)
    {
        if (pieces.Count == 0) throw None(location);
        int full = -1;
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Kind == BackupKind.Full && point.Reaches(pieces[i].Header.To)) full = i;
        }

        if (full < 0)
        {
            BackupPiece first = pieces[0];
            throw new BackupRefusedException(
                BackupRefusal.NotReached,
                $"The backup in {location} begins with revision {first.ToRevision} ({Date(first)}), which is after {point}.", location);
        }

        var incrementals = new List<BackupPiece>();
        for (int i = full + 1; i < pieces.Count && point.Reaches(pieces[i].Header.From); i++)
        {
            if (pieces[i].Kind == BackupKind.Incremental) incrementals.Add(pieces[i]);
        }

        if (!point.IsWithin(pieces[^1].ToRevision))
        {
            throw new BackupRefusedException(
                BackupRefusal.NotReached,
                $"The backup in {location} ends with revision {pieces[^1].ToRevision}, before {point}.", location);
        }

        return new BackupPlan(pieces[full], incrementals);
    }

    /// <summary>Says that there is no backup.</summary>
    internal static BackupRefusedException None(string location) =>
        new(BackupRefusal.NoBackup, $"There is no backup in {location}.", location);

    private static string Date(BackupPiece piece) => piece.ToTime is { } time ? $"{time:O}" : "the empty tree";
}
