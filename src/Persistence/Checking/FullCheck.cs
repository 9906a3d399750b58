namespace BasisTrees.Persistence;

/// <summary>Reads the full checkpoints and compares them with the log.</summary>
internal sealed class FullCheck(IDisk disk, DefinitionFile definition, FsckFindings findings)
{
    private const int RevisionAt = 32; // in the header, docs/FORMAT.md

    /// <summary>The full checkpoints that were read.</summary>
    internal int Read { get; private set; }

    /// <summary>Reads every file: labels, balances, order, keys, ids, the hash of the whole.</summary>
    /// <param name="log">The log as it was read.</param>
    /// <param name="revisionMax">The last revision to look at.</param>
    internal void Run(LogCheck log, long revisionMax)
    {
        foreach (ulong revision in FileNames.Fulls(disk.List()))
        {
            if (revision > (ulong)revisionMax) continue;
            string path = disk.PathOf(FileNames.Full((long)revision));
            try
            {
                FullState state = FullFile.Read(disk, definition.StoreId, (long)revision, new DiscardingSink()).State;
                Read++;
                bool agrees = state.Definition == definition && (!log.Points.TryGetValue((long)revision, out LogPoint point)
                    || (state.Chain == point.Chain && state.RecordUnixNanoseconds == point.UnixNanoseconds));
                if (log.Start is { } start && start.Revision == state.Chain.Revision) agrees &= start == state.Chain;
                if (agrees) continue;
                findings.Add(FsckKind.FullCheckpoint, path, RevisionAt, $"revision {revision} as the log has it was expected");
            }
            catch (StoreException failure)
            {
                findings.Add(FsckKind.FullCheckpoint, failure, path);
            }
        }
    }
}
