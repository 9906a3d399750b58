namespace BasisTrees.Persistence;

/// <summary>
/// Makes a store that begins at a revision which other bytes than a log have brought: the nodes of the revision, a full checkpoint of it
/// and the log behind it are written by the caller; what makes them a store is written here, the definition last.
/// </summary>
internal sealed class StoreFounding
{
    private readonly IDisk _target;

    /// <summary>Prepares.</summary>
    /// <param name="target">The directory, its lock held; no store's file may be in it.</param>
    /// <exception cref="StoreExistsException">There is a store, or what is left of one.</exception>
    internal StoreFounding(IDisk target)
    {
        _target = target;
        IReadOnlyList<string> names = target.List();
        if (names.Contains(FileNames.Definition, StringComparer.Ordinal)) throw new StoreExistsException(target.Location);
        string? taken = names.FirstOrDefault(IsOurs);
        if (taken is not null) throw StoreExistsException.Remains(target.PathOf(taken));
    }

    /// <summary>Writes checkpoint, seal, incarnation and definition; from the last one on there is a store.</summary>
    /// <param name="state">The revision that the store begins at.</param>
    /// <param name="nodes">Where its nodes are.</param>
    /// <param name="log">The log behind it, synced.</param>
    /// <param name="start">The incarnation that begins.</param>
    internal void Complete(FullState state, FoundedNodes nodes, RestoredLog log, in IncarnationStart start)
    {
        StoreId storeId = state.Definition.StoreId;
        var checkpoint = new Checkpoint(state.Chain, state.Count, nodes.Root, nodes.Mark, 1, LogFormat.SegmentHeaderLength)
        {
            Engine = nodes.Engine,
            RecordUnixNanoseconds = state.RecordUnixNanoseconds,
            UnixNanoseconds = (start.Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            Incarnation = state.Incarnation,
            Keys = state.Keys,
            Notes = nodes.Notes,
            RecordsWritten = nodes.Records,
        };
        CheckpointFile.Write(_target, storeId, checkpoint);
        ChainPoint end = log.Chain;
        SealFile.Create(_target, new Seal(
            storeId, end.Revision, end.NextSequence, log.Segment, log.Length, end.Hash, checkpoint.Revision));
        IncarnationFile? before = state.Lives.Count == 0 ? null : new IncarnationFile(state.Definition, 0, state.Lives);
        IncarnationFile.Begin(_target, state.Definition, before, start);
        _target.SyncDirectory();
        using (IFile file = _target.Open(FileNames.Definition + FileNames.NewSuffix, FileOpening.Create))
        {
            file.WriteAt(0, state.Definition.ToBytes());
            file.Sync();
        }

        _target.Rename(FileNames.Definition + FileNames.NewSuffix, FileNames.Definition);
        _target.SyncDirectory();
    }

    /// <summary>Leaves the directory as it was: what the store was to be made of is still elsewhere.</summary>
    internal void TakeAway()
    {
        try
        {
            // The definition first: what is left without it is no store.
            string[] names = [.. _target.List().Where(IsOurs)];
            foreach (string name in names.OrderByDescending(name => name == FileNames.Definition)) _target.Delete(name);
            _target.SyncDirectory();
        }
        catch (StoreException)
        {
            // The failure before it is the one to be told.
        }
    }

    private static bool IsOurs(string name) => name != FileNames.Lock && FileNames.IsStores(
        name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal) ? name[..^FileNames.NewSuffix.Length] : name);
}
