using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Persistence;

/// <summary>
/// The revisions of kept checkpoints that are open for reading beside the head. As long as somebody reads one, no sweep takes its nodes
/// away, even if its checkpoint is not kept any longer.
/// </summary>
/// <remarks>
/// Any thread, without waiting for the disk while the lock is held. A revision is counted before its checkpoint's file is looked for, and
/// retention takes files away before it asks what is read (<see cref="Held"/>): whichever comes first, the other one sees it.
/// </remarks>
internal sealed class RevisionShelf(CheckpointRoom room)
{
    // So many stay open although nobody reads them, so that not every read opens one anew.
    private const int IdleMax = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, ShelvedRevision> _shelved = []; // guarded by _lock

    /// <summary>Opens the revision of a kept checkpoint.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="snapshot">It, to be disposed of; null if the answer is false.</param>
    /// <returns>False if no checkpoint of it is kept.</returns>
    /// <exception cref="StoreDamagedException">The checkpoint's file or the root is not what was written.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal bool TryOpen(long revision, [NotNullWhen(true)] out StoreSnapshot? snapshot)
    {
        ShelvedRevision shelved;
        lock (_lock)
        {
            if (!_shelved.TryGetValue(revision, out ShelvedRevision? found))
                _shelved.Add(revision, found = new ShelvedRevision(room, revision, Return));
            shelved = found;
            shelved.Readers++;
        }

        snapshot = null;
        try
        {
            return shelved.TryShare(out snapshot);
        }
        finally
        {
            if (snapshot is null) Return(shelved);
        }
    }

    /// <summary>
    /// What a sweep must keep beside the revisions of checkpoints. To be asked after the files of the others have been taken away.
    /// </summary>
    /// <param name="retained">The revisions of the checkpoints that are kept.</param>
    internal IReadOnlyList<long> Held(IReadOnlyList<long> retained)
    {
        lock (_lock)
        {
            long[] gone = [.. _shelved.Where(pair => pair.Value.Readers == 0 && !retained.Contains(pair.Key)).Select(pair => pair.Key)];
            foreach (long revision in gone) _shelved.Remove(revision);
            return [.. _shelved.Keys];
        }
    }

    private void Return(ShelvedRevision shelved)
    {
        lock (_lock)
        {
            shelved.Readers--;
            bool goes = shelved.Readers == 0 && (!shelved.IsOpen || _shelved.Count > IdleMax);
            if (goes && _shelved.GetValueOrDefault(shelved.Revision) == shelved) _shelved.Remove(shelved.Revision);
        }
    }
}
