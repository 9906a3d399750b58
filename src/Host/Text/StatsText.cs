using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>The figures of a store, for a person.</summary>
internal static class StatsText
{
    /// <summary>The figures as names with what they stand for.</summary>
    /// <param name="facts">The figures.</param>
    /// <param name="now">The time, for ages.</param>
    internal static IEnumerable<(string Name, string Value)> Rows(TreeFacts facts, DateTimeOffset now) =>
        [.. Tree(facts), .. Files(facts, now), .. Opening(facts)];

    private static IEnumerable<(string Name, string Value)> Tree(TreeFacts facts)
    {
        string values = facts.ValueLength is { } length ? Say($"{length} bytes") : Say($"up to {facts.ValueLengthMax:N0} bytes");
        yield return ("tree", facts.TreeId);
        yield return ("keys are", Say($"{facts.KeyMode}, {facts.KeyLength} bytes"));
        yield return ("values are", values);
        yield return ("revision", Say($"{facts.Revision:N0}"));
        yield return ("digest", facts.Digest);
        yield return ("keys", Say($"{facts.Keys:N0}"));
        yield return ("next sequence", facts.NextSequence);
    }

    private static IEnumerable<(string Name, string Value)> Files(TreeFacts facts, DateTimeOffset now)
    {
        string segments = Amount.Of(facts.Segments, "segment", "segments");
        yield return ("log", $"{Bytes(facts.Bytes)} in {segments}{PerKey(facts.Bytes, facts.Keys)}");
        if (facts.Nodes is { } nodes)
        {
            yield return ("nodes", Nodes(nodes, facts.Keys));
            string share = Share(nodes.DeadBytes, nodes.Bytes);
            yield return ("of these dead", $"{Bytes(nodes.DeadBytes)}{share}{Freeable(nodes)}");
            yield return ("checkpoint", Checkpoint(facts, now));
            string restored = nodes.Restored == 0 ? string.Empty : Say($", {nodes.Restored:N0} of them restored from elsewhere");
            yield return ("read", $"{Amount.Of(nodes.Reads, "record", "records")} since the store was opened{restored}");
        }

        if (facts.Notes is { } notes)
        {
            string files = $"{Bytes(notes.Bytes)}, in files of {Bytes(notes.FileBytes)}";
            string count = Amount.Of(notes.Count, "note", "notes");
            yield return ("notes", Say($"{count} of {files}; durable without the log to revision {notes.Horizon:N0}"));
        }

        if (facts.Cache is { } cache)
        {
            yield return ("in memory", Memory(cache));
            if (cache.NodesPassed is { } passed) yield return ("cache hits", Hits(cache, passed));
        }

        if (facts.Space is { } space) yield return ("room", Room(space));
    }

    private static string Freeable(NodeFacts nodes) => nodes.FreeableBytes is not { } freeable ? "; compaction frees at most that"
        : freeable == 0 ? "; compaction now frees nothing"
        : $"; compaction now frees about {Bytes(freeable)}";

    private static string Hits(CacheFacts cache, long passed)
    {
        if (cache.HitRate is not { } rate) return "no node was looked for since the store was opened";
        return Say($"{rate:P2} of the {Amount.Of(passed, "node", "nodes")} that searches passed since the store was opened");
    }

    private static string Nodes(NodeFacts nodes, long keys)
    {
        string files = Amount.Of(nodes.Files, "file", "files");
        string records = Amount.Of(nodes.Records, "record", "records");
        return $"{Bytes(nodes.Bytes)} in {files}, {records}{PerKey(nodes.Bytes, keys)}";
    }

    private static IEnumerable<(string Name, string Value)> Opening(TreeFacts facts)
    {
        RecoveryFacts recovery = facts.Recovery;
        string replayed = Amount.Of(recovery.Records, "batch", "batches");
        string how = recovery.Tier switch
        {
            0 => RecoveryText.Meaning(recovery),
            1 => Say($"torn tail of {Bytes(recovery.CutBytes)} cut"),
            _ => Say($"tier {recovery.Tier}, {RecoveryText.Meaning(recovery)}"),
        };
        string from = recovery.CheckpointRevision > 0 ? Say($"the checkpoint of revision {recovery.CheckpointRevision:N0}") : "the log";
        yield return ("opened", Say($"from {from}, {replayed} replayed and checked in {recovery.ElapsedMs:N1} ms; {how}"));
        yield return ("seal read", RecoveryText.Seal(recovery.SealedRevision));
        yield return ("since then", Say($"{facts.Commits:N0} committed, {facts.Refusals:N0} refused, {facts.Syncs:N0} syncs"));
        if (facts.Incarnation is { } life)
            yield return ("incarnation", Say($"{life.Number:N0}, {life.Origin} {life.Began} at revision {life.Revision:N0}; {life.Id}"));
        yield return ("state", facts.Stopped ? "stopped after a failure; open the store again"
            : facts.Space?.State == SpaceFacts.Degraded ? "reading only, until there is room for the reserve again"
            : "running");
    }

    private static string Checkpoint(TreeFacts facts, DateTimeOffset now)
    {
        if (facts.CheckpointTime is not { } time) return "none yet";
        long behind = facts.Revision - facts.CheckpointRevision;
        string since = behind == 0 ? "nothing" : Amount.Of(behind, "revision", "revisions");
        return Say($"of revision {facts.CheckpointRevision:N0}, {Moment.Show(time)}{Age(time, now)}; {since} since");
    }

    private static string Age(string text, DateTimeOffset now)
    {
        bool isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        if (!isTime || time > now) return string.Empty;
        TimeSpan age = now - time;
        return age switch
        {
            { TotalMinutes: < 1 } => Say($" ({Amount.Of((long)age.TotalSeconds, "second", "seconds")} ago)"),
            { TotalHours: < 1 } => Say($" ({Amount.Of((long)age.TotalMinutes, "minute", "minutes")} ago)"),
            { TotalDays: < 1 } => Say($" ({Amount.Of((long)age.TotalHours, "hour", "hours")} ago)"),
            _ => Say($" ({Amount.Of((long)age.TotalDays, "day", "days")} ago)"),
        };
    }

    private static string Memory(CacheFacts cache) => cache.ResidentBytesMax is { } max
        ? Say($"{Bytes(cache.ResidentBytes)} of the tree; the cache takes up to {max:N0}; {Bytes(cache.UnstoredBytes)} in no file yet")
        : Say($"{Bytes(cache.ResidentBytes)}, the whole tree");

    private static string Room(SpaceFacts space)
    {
        string used = space.UsedBytes is { } bytes ? Say($"{bytes:N0} bytes used") : "use not known";
        string quota = space.QuotaBytes > 0 ? Say($" of a quota of {space.QuotaBytes:N0}") : string.Empty;
        string free = space.FreeBytes is { } left ? Say($"{left:N0} free on the disk") : "free space not known";
        return Say($"{used}{quota}, {space.ReserveBytes:N0} of them held in reserve; {free}");
    }

    private static string Bytes(long bytes) => Amount.Of(bytes, "byte", "bytes");

    private static string PerKey(long bytes, long keys) => keys == 0 ? string.Empty : Say($"; {(double)bytes / keys:N1} bytes per key");

    private static string Share(long part, long whole) => whole == 0 ? string.Empty : Say($" ({(double)part / whole:P0})");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
