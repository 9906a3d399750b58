using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>What a recovery found and did, for a person.</summary>
internal static class RecoveryText
{
    private const int NotesTier = 4;

    /// <summary>What the way back means, as the end of a sentence.</summary>
    internal static string Meaning(RecoveryFacts facts) => facts.Tier switch
    {
        0 when facts.NodesRestored > 0 || facts.LogSegmentsRestored > 0 => "what was damaged was put right from a copy",
        0 => "nothing had to be repaired",
        1 => "a torn tail of the log was cut",
        2 => "an older checkpoint and more of the log were used",
        3 => "the tree was rebuilt without checkpoints",
        _ => "the tree was rebuilt from notes, as a new incarnation",
    };

    /// <summary>The whole report as names with what they stand for; a row without a name belongs to the one before.</summary>
    internal static IEnumerable<(string Name, string Value)> Rows(RecoveryFacts facts)
    {
        yield return ("tier", Say($"{facts.Tier}: {Meaning(facts)}"));
        foreach ((string name, string value) in TextTable.Listed("because", facts.Evidence, text => text)) yield return (name, value);
        yield return ("began with", facts.Tier == NotesTier ? "the empty tree" : Start(facts.CheckpointRevision));
        if (facts.NodesValidated > 0)
            yield return ("nodes checked", Say($"{facts.NodesValidated:N0} read and hashed before anything was replayed"));
        if (facts.NodesRestored > 0 || facts.LogSegmentsRestored > 0) yield return ("from the copy", Restored(facts));
        if (facts.Tier == NotesTier) yield return ("built of", Built(facts));
        else yield return ("replayed", Replayed(facts));
        if (facts.Tier != NotesTier) yield return ("cut", Cut(facts));
        if (facts.RewrittenBytes > 0)
            yield return ("written anew", $"{Amount.Of(facts.RewrittenBytes, "byte", "bytes")} of the log, whose sync was not confirmed");
        yield return ("seal", Seal(facts.SealedRevision));
        foreach ((string name, string value) in TextTable.Listed("set aside", facts.SetAside, text => text)) yield return (name, value);
        if (facts.Revision is { } revision) yield return ("revision", Say($"{revision:N0}"));
        if (facts.Digest is { } digest) yield return ("digest", $"{digest}, {Comparison(facts)}");
        if (facts.SealedDigest is { } before) yield return ("sealed digest", before);
        foreach ((string name, string value) in TextTable.Listed("steps", facts.Steps, CheckText.Step)) yield return (name, value);
        yield return ("time", Say($"{facts.ElapsedMs,10:N1} ms"));
    }

    private static string Comparison(RecoveryFacts facts) => (facts.Tier, facts.DigestProven, facts.SealedDigest) switch
    {
        (NotesTier, true, _) => "the one that was sealed",
        (NotesTier, _, null) => "NOT compared: the sealed one cannot be told any more",
        (NotesTier, _, _) => "NOT the one that was sealed: entries differ, or only the order in which they came",
        (_, true, _) => "as log and checkpoint state it",
        _ => "NOT compared with an earlier one",
    };

    /// <summary>What the seal says.</summary>
    internal static string Seal(long? revision) =>
        revision is { } named ? Say($"names revision {named:N0} as acknowledged") : "none was readable";

    private static string Start(long checkpoint) =>
        checkpoint > 0 ? Say($"the checkpoint of revision {checkpoint:N0}") : "the empty tree";

    private static string Restored(RecoveryFacts facts)
    {
        string segments = Amount.Of(facts.LogSegmentsRestored, "segment", "segments");
        return $"{Amount.Of(facts.NodesRestored, "node", "nodes")}, {segments} of the log";
    }

    private static string Built(RecoveryFacts facts) =>
        $"{Amount.Of(facts.Operations, "entry", "entries")} in {Amount.Of(facts.Records, "batch", "batches")}";

    private static string Replayed(RecoveryFacts facts)
    {
        string batches = Amount.Of(facts.Records, "batch", "batches");
        string operations = Amount.Of(facts.Operations, "operation", "operations");
        return facts.Records == 0 ? "nothing" : $"{batches} with {operations}, digests checked before and after each batch";
    }

    private static string Cut(RecoveryFacts facts)
    {
        if (facts.CutBytes == 0) return "nothing";
        string kept = facts.CutFile is { } file ? $", kept as {file}" : string.Empty;
        return $"{Amount.Of(facts.CutBytes, "byte", "bytes")} of the log{kept}";
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
