using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Opens one store again and again, each time with another damage, and judges what comes of it as a client would.</summary>
internal sealed class MatrixTrial
{
    private const long MemoryMax = 4 << 20; // beside what opening the sound store takes, once for each way back that is tried

    private readonly MatrixStore _store;
    private readonly string _soundReport;
    private readonly Dictionary<string, byte[]> _soundAfter;
    private readonly long _soundMemory;

    internal MatrixTrial(MatrixStore store)
    {
        _store = store;
        Try(NoDamage); // what is made only once is made now
        SimDisk disk = Damaged(NoDamage);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using TreeStore sound = Manual(disk, store.Options);
        _soundMemory = GC.GetAllocatedBytesForCurrentThread() - before;
        _soundReport = Told(sound.Recovery);
        _soundAfter = disk.Image();
        if (sound.Head.Revision < store.Floor) throw new InvalidOperationException($"The store \"{store.Name}\" is not sound.");
    }

    /// <summary>The cell in which nothing is damaged.</summary>
    internal static MatrixCell NoDamage { get; } =
        new("none", "none", MatrixDamage.BitFlipped, "nothing", new Dictionary<string, byte[]?>());

    /// <summary>Opens the store with one damage.</summary>
    internal MatrixVerdict Try(MatrixCell cell)
    {
        try
        {
            return Open(cell);
        }
        catch (CrashViolationException broken)
        {
            return new MatrixVerdict(MatrixOutcome.Violation, -1, broken.Message);
        }
        catch (Exception escaped)
        {
            return new MatrixVerdict(MatrixOutcome.Violation, -1, $"an exception escaped: {escaped}");
        }
    }

    private MatrixVerdict Open(MatrixCell cell)
    {
        SimDisk disk = Damaged(cell);
        Dictionary<string, byte[]> before = disk.Image();
        TreeStore store;
        long memory = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            store = Manual(disk, _store.Options);
        }
        catch (StoreException refusal)
        {
            MatrixJudge.CheckRefusal(cell, refusal, before, disk.Image(), (_store.Image, _soundAfter));
            return new MatrixVerdict(MatrixOutcome.Refused, -1, refusal.Message);
        }

        memory = GC.GetAllocatedBytesForCurrentThread() - memory;
        int ways = 1 + before.Keys.Count(name => MatrixKinds.Of(name).Name is "checkpoint" or "full checkpoint");
        if (_soundMemory > 0 && memory > (ways * _soundMemory) + MemoryMax)
            throw new CrashViolationException($"opening took {memory} bytes of memory, and {_soundMemory} when nothing was damaged");
        using (store) return Read(cell, store, disk, before);
    }

    private MatrixVerdict Read(MatrixCell cell, TreeStore store, SimDisk disk, Dictionary<string, byte[]> before)
    {
        Head head = store.Head;
        if (head.Revision > _store.Newest) throw new CrashViolationException($"the store opens at revision {head.Revision}");
        bool isBack = head.Revision < _store.Floor;
        if (isBack && !cell.MayGoBack)
            throw new CrashViolationException($"acknowledged revision {_store.Floor} is lost: the store opens at {head.Revision}");
        bool isReported = store.IsNewIncarnation || (_soundReport is not null && Told(store.Recovery) != _soundReport);
        bool mayErase = _store.Erasures.Count > 0 && cell.BringsErasedBack; // what is behind the checkpoint is erased once more
        MatrixJudge.CheckChanges(before, disk.Image(), (_store.Image, _soundAfter), isReported, mayErase);
        try
        {
            CheckState(store, _store.At(head.Revision), head.Revision);
            MatrixNotes.Check(store, _store, _store.Batches.Take((int)head.Revision), cell);
            Continue(cell, store, disk, head.Revision);
        }
        catch (StoreException refusal)
        {
            MatrixJudge.CheckSentence(cell, refusal);
            store.Dispose();
            ReadAgain(cell, disk);
            return new MatrixVerdict(MatrixOutcome.RefusedWhenRead, store.Recovery.Tier, refusal.Message);
        }

        MatrixOutcome outcome = isBack ? MatrixOutcome.NeedsPinnedHead : isReported ? MatrixOutcome.Reported : MatrixOutcome.Same;
        return new MatrixVerdict(outcome, store.Recovery.Tier, null);
    }

    // What was only found while reading is repaired by the next opening, or refused by it; what is in the log stays as it is.
    private void ReadAgain(MatrixCell cell, SimDisk disk)
    {
        try
        {
            using TreeStore again = Manual(disk, _store.Options);
            long revision = again.Head.Revision;
            if (revision < _store.Floor && !cell.MayGoBack)
                throw new CrashViolationException($"the opening after the refusal is at revision {revision}");
            CrashModel model = _store.At(Math.Min(revision, _store.Newest));
            using StoreSnapshot snapshot = again.Snapshot();
            CrashReading.CheckValues(snapshot, model[revision]);
            if (revision <= _store.Newest) MatrixNotes.Check(again, _store, _store.Batches.Take((int)revision), cell);
        }
        catch (StoreException refusal)
        {
            MatrixJudge.CheckSentence(cell, refusal);
            if (!refusal.File!.Contains("log-", StringComparison.Ordinal)) // the sentence has a file
                throw new CrashViolationException($"what was refused when read is not repaired by the next opening: {refusal.Message}");
        }
    }

    private static void CheckState(TreeStore store, CrashModel model, long revision)
    {
        CrashState state = model[revision];
        if (store.Head.Digest != state.Digest)
            throw new CrashViolationException($"revision {revision} has digest {store.Head.Digest}, which was never issued for it");
        using (StoreSnapshot snapshot = store.Snapshot()) CrashReading.CheckValues(snapshot, state);
        CrashReading.CheckLog(store, model);
    }

    // A store that opened is one that goes on, and what it did to open lasts.
    private void Continue(MatrixCell cell, TreeStore store, SimDisk disk, long revision)
    {
        CommitResult result = Answer(Group(store, _store.Batches[^1])[0]);
        if (result.After != _store.At(revision)[revision + 1].Digest)
            throw new CrashViolationException($"the next batch was answered {result}");
        store.Dispose();
        if (store.StopCause is not null) throw new CrashViolationException($"the store stopped: {store.StopCause}");
        using TreeStore again = Manual(disk, _store.Options);
        if (again.Recovery is not { Tier: 0, SealedRevision: { } last } || last != revision + 1)
            throw new CrashViolationException($"the repair did not last: {again.Recovery}");
        CheckState(again, _store.At(revision), revision + 1);
        MatrixNotes.Check(again, _store, _store.Batches.Take((int)revision).Append(_store.Batches[^1]), cell);
    }

    private SimDisk Damaged(MatrixCell cell)
    {
        SimDisk disk = SimDisk.FromImage(_store.Image, 1);
        foreach ((string name, byte[]? bytes) in cell.Files) disk.Replace(name, bytes);
        return disk;
    }

    // Everything in a report but the times.
    private static string Told(RecoveryReport report)
    {
        RecoveryReport timeless = report with { Elapsed = TimeSpan.Zero, Steps = [], Evidence = [], SetAside = [] };
        return $"{timeless} {string.Join(' ', report.Evidence)} {string.Join(' ', report.SetAside)}";
    }
}
