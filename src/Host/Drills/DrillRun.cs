using System.Globalization;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>
/// A recovery drill: takes a copy of a store, checks it, damages further copies in every way that recovery has an answer to, recovers each,
/// and compares.
/// </summary>
/// <param name="source">What is copied.</param>
/// <param name="scratch">A directory of this drill alone, which exists; whoever made it takes it away.</param>
/// <param name="options">How the store is opened otherwise.</param>
/// <param name="seed">Chooses what is damaged.</param>
/// <param name="time">The clock.</param>
internal sealed class DrillRun(IDrillSource source, string scratch, StoreOptions options, int seed, TimeProvider time)
{
    private const long RoomBytesMin = 16 << 20;

    // Nothing happens to a copy but what the drill does.
    private readonly StoreOptions _options = options with
    {
        ReserveBytes = 0,
        QuotaBytes = 0,
        CheckpointAtClose = false,
        CheckpointInterval = null,
        CheckpointOperations = 1_000_000_000_000,
        LogRetention = null,
        ExpectAtLeast = null,
        Restoration = null,
        LogRestoration = null,
        RecoveryTierMin = 0,
        RecoveryValidation = true,
    };

    /// <summary>Carries out the drill. A source, copy or disk that fails is a result, not an exception.</summary>
    /// <param name="cancellation">Ends the drill between two trials.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    internal DrillResult Run(CancellationToken cancellation)
    {
        string began = Moment.Of(time.GetUtcNow());
        long start = time.GetTimestamp();
        DrillResult result;
        try
        {
            result = Try(new DrillResult(false, string.Empty, began, seed, source.Name), cancellation);
        }
        catch (StoreException failure)
        {
            result = new DrillResult(false, $"There is no whole copy to be drilled: {failure.Message}", began, seed, source.Name);
        }

        return result with { ElapsedMs = Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 1) };
    }

    private DrillResult Try(DrillResult result, CancellationToken cancellation)
    {
        RequireRoom();
        long start = time.GetTimestamp();
        DirectoryDisk whole = DirectoryDisk.Create(Path.Combine(scratch, "whole"));
        Digest? known = source.CopyTo(whole);
        result = result with { CopyMs = Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 1) };
        cancellation.ThrowIfCancellationRequested();
        FsckReport check = StoreCheck.Run(whole, _options, time: time);
        if (!check.IsClean)
        {
            string faults = Amount.Of(check.FindingCount, "fault", "faults");
            return result with { Sentence = $"The source itself is damaged, {faults}; the first one in its copy: {check.Findings[0]}" };
        }

        var random = new Random(seed);
        DrillSample sample;
        using (TreeStore store = TreeStore.Open(whole, _options, time))
        {
            Head head = store.Head;
            result = result with { Revision = head.Revision, Digest = head.Digest.ToString(), Count = head.Count };
            if (known is { } digest && digest != head.Digest)
                return result with { Sentence = $"The copy has the digest {head.Digest}, and the source {digest}." };
            DrillMarks.Write(store, random);
            sample = DrillSample.Take(store, random);
        }

        return Judge(result with { Trials = Trials(new DrillTrialRun(whole, sample, _options, time), random, cancellation) });
    }

    private List<DrillTrial> Trials(DrillTrialRun run, Random random, CancellationToken cancellation)
    {
        var trials = new List<DrillTrial>();
        foreach (DrillCase drillCase in DrillCase.All)
        {
            cancellation.ThrowIfCancellationRequested();
            string place = Path.Combine(scratch, drillCase.Name);
            trials.Add(run.Run(drillCase, DirectoryDisk.Create(place), random.Next()));
            Directory.Delete(place, recursive: true); // one damaged copy at a time
        }

        trials.Add(new DrillTrial(
            "log", "the log is lost", DrillTrial.NotApplicable, "Nothing but notes or a backup leads back, and the drill has no notes."));
        return trials;
    }

    private static DrillResult Judge(DrillResult result)
    {
        DrillTrial[] failed = [.. result.Trials.Where(trial => trial.Outcome == DrillTrial.Failed)];
        int passed = result.Trials.Count(trial => trial.Outcome == DrillTrial.Passed);
        double slowest = result.Trials.Max(trial => trial.RecoveryMs ?? 0);
        long lost = result.Trials.Max(trial => trial.RevisionsLost ?? 0);
        string sentence = failed.Length > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"RECOVERY DOES NOT WORK: {failed.Length} of {failed.Length + passed} trials failed, first ")
                + $"{failed[0].Name}: {failed[0].Sentence}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"All {passed} trials passed: nothing acknowledged was lost, and the slowest recovery took {slowest:F1} ms.");
        return result with
        {
            Passed = failed.Length == 0 && lost == 0,
            Sentence = sentence,
            RecoveryMsMax = slowest,
            RevisionsLostMax = lost,
        };
    }

    // The whole copy, a damaged one, and what recovering that writes.
    private void RequireRoom()
    {
        long wanted = (3 * source.Bytes) + RoomBytesMin;
        DirectoryDisk place = DirectoryDisk.Open(scratch);
        if (place.FreeBytes() is var free && free < wanted)
            throw new StoreException($"{place.Location} has {free} free bytes, and the drill needs about {wanted}.", place.Location);
    }
}
