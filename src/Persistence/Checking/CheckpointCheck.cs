namespace BasisTrees.Persistence;

/// <summary>Reads the files of all checkpoints and compares them with the log.</summary>
internal sealed class CheckpointCheck(IDisk disk, FsckFindings findings)
{
    // Where the fields begin that are compared with the log (docs/FORMAT.md, "Checkpoint").
    private const int ChainAt = 32;

    /// <summary>The checkpoints whose files are whole, newest first.</summary>
    internal List<Checkpoint> Found { get; } = [];

    /// <summary>The first segment that must be there according to them.</summary>
    internal ulong LogFloor => Found.Count == 0 ? 1 : Found.Max(checkpoint => checkpoint.LogFloor);

    /// <summary>Reads the files.</summary>
    /// <param name="storeId">The store.</param>
    /// <param name="newest">The newest revision to look at.</param>
    internal void Read(StoreId storeId, long newest)
    {
        foreach (long revision in CheckpointFile.Revisions(disk.List()))
        {
            if (revision > newest) continue;
            try
            {
                Found.Add(CheckpointFile.Read(disk, storeId, revision));
            }
            catch (StoreException failure)
            {
                findings.Add(FsckKind.Checkpoint, failure, disk.PathOf(FileNames.Checkpoint(revision)));
            }
        }
    }

    /// <summary>Compares them with the log and with what the seals say.</summary>
    /// <param name="log">The log as it was read.</param>
    /// <param name="seals">The seals.</param>
    /// <param name="newest">The newest revision to look at.</param>
    internal void Compare(LogCheck log, IReadOnlyList<FoundSeal> seals, long newest)
    {
        foreach (Checkpoint checkpoint in Found) Compare(checkpoint, log);
        long needed = seals.Where(seal => seal.Seal.Checkpoint <= newest).Select(seal => seal.Seal.Checkpoint).DefaultIfEmpty().Max();
        IReadOnlyList<long> there = CheckpointFile.Revisions(disk.List());
        if (needed > (there.Count > 0 ? there[0] : 0))
        {
            findings.Add(FsckKind.Checkpoint, disk.PathOf(FileNames.Checkpoint(needed)), 0,
                "this checkpoint was expected, for a seal names it, and it is missing");
        }
    }

    private void Compare(Checkpoint checkpoint, LogCheck log)
    {
        string path = disk.PathOf(FileNames.Checkpoint(checkpoint.Revision));
        if (checkpoint.Engine != "segments")
            findings.Add(FsckKind.Checkpoint, path, 0, $"the engine 'segments' was expected, not '{checkpoint.Engine}'");
        if (checkpoint.Revision == 0 || checkpoint.Revision < log.FirstRevision - 1) return;
        if (log.Points.TryGetValue(checkpoint.Revision, out LogPoint point))
        {
            bool agrees = checkpoint.Chain == point.Chain && checkpoint.RecordUnixNanoseconds == point.UnixNanoseconds
                && checkpoint.Incarnation >= point.Incarnation && point.EndsAt(checkpoint.LogSegment, checkpoint.LogOffset);
            if (agrees) return;
            findings.Add(
                FsckKind.Checkpoint, path, ChainAt, $"the place of revision {checkpoint.Revision} as the log has it was expected");
        }
        else if (log.Segments is [{ Start: { } start }, ..] && start.Revision == checkpoint.Revision)
        {
            if (start == checkpoint.Chain) return;
            findings.Add(
                FsckKind.Checkpoint, path, ChainAt, $"the chain that the log continues from revision {start.Revision} was expected");
        }
        else if (log.End is { } end && end.Revision < checkpoint.Revision)
        {
            findings.Add(FsckKind.Checkpoint, path, ChainAt,
                $"a checkpoint of the log was expected, which ends at revision {end.Revision}, and this is of {checkpoint.Revision}");
        }
    }
}
