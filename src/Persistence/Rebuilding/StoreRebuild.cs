namespace BasisTrees.Persistence;

/// <summary>
/// Makes a store anew out of another store of the same entries, when neither checkpoints nor log can be used any more: recovery tier 4.
/// </summary>
/// <remarks>
/// The new store grows beside the old files and takes their place in the end; until then nothing of the old ones has changed, and
/// afterwards they stand under other names, <c>*.bad-n</c>. It is a new incarnation: the shape of a tree, and so its digest, depends on the
/// order of insertion and need not be one that was issued before.
/// </remarks>
public static class StoreRebuild
{
    // So much goes into one batch.
    private const int BatchOperations = 1000;
    private const int BatchBytes = 4 << 20;

    /// <summary>Rebuilds a store.</summary>
    /// <param name="disk">The store's directory; its definition must be whole.</param>
    /// <param name="notes">The entries, read once.</param>
    /// <param name="options">How the store is opened; null for the defaults. What they say of copies and quotas is not asked.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>A report of tier 4: entries, digest, the files that were set aside.</returns>
    /// <exception cref="StoreNotFoundException">There is no store.</exception>
    /// <exception cref="StoreLockedException">The store is open elsewhere.</exception>
    /// <exception cref="StoreDamagedException">The definition is damaged, so that nothing says what a key of this tree is.</exception>
    /// <exception cref="NoteRefusedException">An entry cannot be in this tree, or stands twice. The store is as it was.</exception>
    /// <exception cref="StoreException">The disk fails. The store is as it was, or is completed when it is opened.</exception>
    public static RecoveryReport Run(IDisk disk, INotes notes, StoreOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(notes);
        return Rebuild(disk, notes, options ?? new StoreOptions(), time ?? TimeProvider.System);
    }

    /// <summary>Does the same and changes nothing: what would be written is kept in memory, which must have room for it.</summary>
    /// <param name="disk">The store's directory; its definition must be whole.</param>
    /// <param name="notes">The entries, read once.</param>
    /// <param name="options">How the store would be opened; null for the defaults.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>The report that a rebuild would give.</returns>
    /// <exception cref="StoreException">As of a rebuild.</exception>
    public static RecoveryReport Try(IDisk disk, INotes notes, StoreOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(notes);
        using var layer = new OverlayDisk(disk);
        return Rebuild(layer, notes, options ?? new StoreOptions(), time ?? TimeProvider.System);
    }

    private static RecoveryReport Rebuild(IDisk disk, INotes notes, StoreOptions options, TimeProvider time)
    {
        StoreDirectory.FindStore(disk);
        using IDisposable held = StoreDirectory.Lock(disk);
        long began = time.GetTimestamp();
        RebuildSwap.RequireFreeNames(disk);
        RebuildSwap.Complete(disk);
        DefinitionFile definition = DefinitionFile.Read(disk);
        DropUnfinished(disk);
        RecoveryReport report;
        try
        {
            report = Build(disk, definition, notes, options, time);
        }
        catch
        {
            TryDropUnfinished(disk);
            throw;
        }

        long built = time.GetTimestamp();
        RebuildSwap.Begin(disk);
        report = report with
        {
            SetAside = RebuildSwap.Complete(disk),
            Steps =
            [
                new RecoveryStep("tree built from notes", time.GetElapsedTime(began, built)),
                new RecoveryStep("new files put in the place of the old ones", time.GetElapsedTime(built)),
            ],
            Elapsed = time.GetElapsedTime(began),
        };
        RecoveryFile.Append(disk, report, time.GetUtcNow());
        return report;
    }

    private static RecoveryReport Build(IDisk disk, DefinitionFile definition, INotes notes, StoreOptions options, TimeProvider time)
    {
        var layer = new RebuildDisk(disk);
        TreeStore.Create(layer, definition.Definition, definition.StoreId, time);
        Digest empty = new Prover(definition.Definition.Parameters).Digest;
        var before = SealedHead.Find(disk, definition, empty);
        IncarnationFile? known = PastLives.Read(disk, definition);
        var start = new IncarnationStart(IncarnationOrigin.Rebuilt, 0, empty, PastLives.FindNewest(disk, definition), time.GetUtcNow());
        Incarnation incarnation = IncarnationFile.Begin(layer, definition, known, start).Newest;
        var setup = new WriterSetup(OptionsFor(options), time, HasThread: true);
        RecoveryReport report;
        using (TreeStore store = TreeStore.Open(layer, setup))
        {
            (long entries, long batches) = Fill(store, notes);
            if (store.Head.Revision > 0 && options.NodeEngine != NodeEngine.Memory) store.Checkpoint();
            StoreStatistics statistics = store.Statistics();
            store.Dispose();
            if (store.StopCause is { } cause) throw cause as StoreException ?? new StoreException("The rebuild was stopped.", inner: cause);
            report = new RecoveryReport(
                4, statistics.Segments, batches, entries, statistics.LogBytes, 0, null, 0, before?.Revision, TimeSpan.Zero)
            {
                CheckpointRevision = statistics.CheckpointRevision,
                Revision = statistics.Revision,
                Digest = statistics.Digest,
                SealedDigest = before?.Digest,
                IsDigestProven = before?.Digest == statistics.Digest,
                Evidence =
                [
                    $"The tree was built from {entries} notes, as incarnation {incarnation.Number} of the store.", .. HorizonOf(notes),
                ],
            };
        }

        foreach (string name in layer.List().Where(name => name is FileNames.Definition or FileNames.Recovery)) layer.Delete(name);
        return report;
    }

    private static string[] HorizonOf(INotes notes) => notes is not StoredNotes stored ? []
        : stored.Horizon() is > 0 and var revision
            ? [$"The files of notes are complete up to revision {revision}; what came later may be missing or come back."]
            : ["How far the files of notes reach cannot be told, for no checkpoint can be read."];

    // Nothing of it is promised to anybody before the end, so nothing waits for the disk before the end.
    private static StoreOptions OptionsFor(StoreOptions options) => new()
    {
        Durability = Durability.None,
        SegmentBytesMax = options.SegmentBytesMax,
        NodeEngine = options.NodeEngine,
        NodeCacheBytes = options.NodeCacheBytes,
        NodeSegmentBytesMax = options.NodeSegmentBytesMax,
        CheckpointOperations = options.CheckpointOperations,
        CheckpointInterval = null,
        CheckpointsRetained = 1,
        CheckpointAtClose = false,
        ReserveBytes = 0,
    };

    private static (long Entries, long Batches) Fill(TreeStore store, INotes notes)
    {
        var operations = new List<Operation>();
        var bodies = new List<Note>();
        long bytes = 0;
        long entries = 0;
        long batches = 0;
        foreach ((ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value, ReadOnlyMemory<byte>? body) in All(notes))
        {
            // Whoever yields them may use the memory for the next one.
            operations.Add(Operation.Insert(id.ToArray(), value.ToArray()));
            if (body is { } own) bodies.Add(new Note(id, own)); // of files, which give each its own memory
            bytes += id.Length + value.Length + (body?.Length ?? 0);
            entries++;
            if (operations.Count < BatchOperations && bytes < BatchBytes) continue;
            Insert(store, operations, bodies, entries);
            batches++;
            bytes = 0;
        }

        if (operations.Count == 0) return (entries, batches);
        Insert(store, operations, bodies, entries);
        return (entries, batches + 1);
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte>? Body)> All(INotes notes) =>
        notes is StoredNotes stored
            ? stored.All()
            : notes.Entries().Select(entry => (entry.Id, entry.Value, (ReadOnlyMemory<byte>?)null));

    private static void Insert(TreeStore store, List<Operation> operations, List<Note> bodies, long entries)
    {
        CommitResult result = store.Commit(new Batch(operations) { Notes = bodies });
        if (result.Outcome != CommitOutcome.Committed)
        {
            int index = Math.Max(0, result.FailedIndex);
            bool isTwice = result.FailedOutcome == Outcome.KeyExists;
            string reason = isTwice ? "Its id stands twice." : result.Explanation ?? result.Outcome.ToString();

            // Whoever gave notes knows of no operations.
            bool isNumbered = reason.StartsWith($"Operation {index}", StringComparison.Ordinal);
            int colon = reason.IndexOf(": ", StringComparison.Ordinal);
            if (isNumbered && colon > 0) reason = char.ToUpperInvariant(reason[colon + 2]) + reason[(colon + 3)..];
            throw new NoteRefusedException(entries - operations.Count + index, operations[index].Key.Span, reason);
        }

        operations.Clear();
        bodies.Clear();
    }

    private static void DropUnfinished(IDisk disk)
    {
        foreach (string name in disk.List().Where(RebuildDisk.IsOfRebuild)) disk.Delete(name);
    }

    private static void TryDropUnfinished(IDisk disk)
    {
        try
        {
            DropUnfinished(disk);
        }
        catch (StoreException)
        {
            // The failure before it is the one to be told; the next opening takes away what is left.
        }
    }
}
