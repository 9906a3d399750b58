using System.Globalization;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>Damages a copy in one way, recovers it, and compares.</summary>
/// <param name="whole">The undamaged copy.</param>
/// <param name="sample">What it answers.</param>
/// <param name="options">How stores are opened.</param>
/// <param name="time">The clock that measures.</param>
internal sealed class DrillTrialRun(DirectoryDisk whole, DrillSample sample, StoreOptions options, TimeProvider time)
{
    /// <summary>Carries out a trial; a store or disk that fails is an outcome.</summary>
    /// <param name="drillCase">The damage.</param>
    /// <param name="trial">The directory for the damaged copy, empty.</param>
    /// <param name="seed">Chooses what is damaged.</param>
    internal DrillTrial Run(DrillCase drillCase, DirectoryDisk trial, int seed)
    {
        InjectedDamage? damage = null;
        int? expected = drillCase.TierExpected(whole.List().Count(IsCheckpoint));
        DrillTrial ended;
        try
        {
            FileCopy.Run(whole, trial);
            if (drillCase.Kind is { } kind)
            {
                damage = StoreDamage.TryInject(trial, kind, seed);
                if (damage is null) return Nothing(drillCase);
            }

            ended = expected is null ? Refuse(drillCase, trial, damage!) : Recover(drillCase, trial, expected.Value); // it was injected
        }
        catch (StoreException failure)
        {
            ended = Fail(drillCase, $"The store did not come back: {failure.Message}");
        }

        return ended with { Damage = damage?.What, File = damage?.File, Offset = damage?.Offset, TierExpected = expected };
    }

    private DrillTrial Recover(DrillCase drillCase, DirectoryDisk trial, int expected)
    {
        long began = time.GetTimestamp();

        // A damaged node is met by whoever reads it, and only the opening after that finds another way.
        if (drillCase.Kind == DamageKind.Node && !IsMet(trial)) return Fail(drillCase, "The damage was not found by reading everything.");
        using TreeStore store = TreeStore.Open(trial, options, time);
        double elapsed = Milliseconds(began);
        string? difference = sample.Compare(store);
        int tier = store.Recovery.Tier;
        if (difference is null && tier != expected) difference = Say($"The store came back by tier {tier}, and tier {expected} should do.");
        DrillTrial ended = difference is null
            ? new DrillTrial(drillCase.Name, drillCase.Title, DrillTrial.Passed, Say($"The store came back whole by tier {tier}."))
            : Fail(drillCase, difference);
        return ended with
        {
            Tier = tier,
            RecoveryMs = elapsed,
            RevisionsLost = Math.Max(0, sample.Revision - store.Head.Revision),
            Proofs = sample.Proofs,
        };
    }

    private bool IsMet(DirectoryDisk trial)
    {
        using TreeStore store = TreeStore.Open(trial, options, time);
        if (store.Recovery.Tier > 1) return true;
        try
        {
            DrillSample.ReadAll(store);
            return false;
        }
        catch (StoreDamagedException)
        {
            return true;
        }
    }

    // What was acknowledged is in no other file: opening says so, and takes it from another copy if it is given one.
    private DrillTrial Refuse(DrillCase drillCase, DirectoryDisk trial, InjectedDamage damage)
    {
        long began = time.GetTimestamp();
        string? difference;
        try
        {
            using TreeStore store = TreeStore.Open(trial, options, time);
            difference = Say($"The store opened at revision {store.Head.Revision} though an acknowledged record is damaged.");
        }
        catch (StoreDamagedException refusal)
        {
            bool isThere = refusal.File == trial.PathOf(damage.File)
                && refusal.Offset >= damage.Offset && refusal.Offset < damage.Offset + damage.Length;
            difference = isThere ? null : $"Opening was refused for another place than the damaged one: {refusal.Message}";
        }

        if (difference is not null) return Fail(drillCase, difference);
        using TreeStore again = TreeStore.Open(trial, options with { LogRestoration = new LogCopy(whole) }, time);
        difference = sample.Compare(again);
        if (difference is not null) return Fail(drillCase, difference);
        string sentence = "Opening was refused with file and offset, and with the log of another copy the store came back whole.";
        return new DrillTrial(drillCase.Name, drillCase.Title, DrillTrial.Passed, sentence)
        {
            RecoveryMs = Milliseconds(began),
            RevisionsLost = 0,
            Proofs = sample.Proofs,
        };
    }

    private double Milliseconds(long began) => Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 1);

    private static bool IsCheckpoint(string name) =>
        name.StartsWith("checkpoint-", StringComparison.Ordinal) && !name.Contains('.', StringComparison.Ordinal);

    private static DrillTrial Nothing(DrillCase drillCase) => new(
        drillCase.Name, drillCase.Title, DrillTrial.NotApplicable, "The store has nothing that can be damaged so.");

    private static DrillTrial Fail(DrillCase drillCase, string sentence) =>
        new(drillCase.Name, drillCase.Title, DrillTrial.Failed, sentence);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
