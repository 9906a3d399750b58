using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>The last revision of a backup set, restored.</summary>
/// <param name="set">The set.</param>
/// <param name="location">Its directory, for messages.</param>
/// <param name="live">The store that the set is of, if it is open here: its digest of that revision is the one that counts.</param>
internal sealed class BackupSource(BackupSet set, string location, TreeStore? live = null) : IDrillSource
{
    public string Name => $"backup in {location}";

    // A restored store has the full piece as it is, and makes nodes of it, which take about as much again.
    public long Bytes => 3 * set.Pieces.Sum(piece => piece.Bytes);

    public Digest? CopyTo(DirectoryDisk target)
    {
        RestoreReport restored = set.Restore(target, RestorePoint.Latest);
        if (live is null) return set.Pieces[^1].ToDigest;
        if (live.TryGetDigest(restored.Revision, out Digest digest)) return digest;
        throw new StoreException(
            $"The backup in {location} reaches revision {restored.Revision}, which the store does not have.", location);
    }
}
