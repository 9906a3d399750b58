using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis stats</c>: prints what the store is for and where it stands.</summary>
internal sealed class StatsCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    internal Command Create()
    {
        var command = new Command("stats", "Print what the store is for and where it stands.") { _json };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<TreeFacts> answer = await tree.ReadFactsAsync(cancellation);
        if (!answer.TryGet(out TreeFacts? facts, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(facts);
        else Print(facts);
        return ExitCode.Done;
    }

    private void Print(TreeFacts facts)
    {
        string values = facts.ValueLength is { } length ? Say($"{length} bytes") : Say($"up to {facts.ValueLengthMax:N0} bytes");
        RecoveryFacts recovery = facts.Recovery;
        string opening = recovery.Tier == 0 ? "log whole" : Say($"torn tail of {recovery.CutBytes:N0} bytes cut");
        string replayed = Amount.Of(recovery.Records, "batch", "batches");
        (string Name, string Value)[] rows =
        [
            ("tree", facts.TreeId),
            ("keys are", Say($"{facts.KeyMode}, {facts.KeyLength} bytes")),
            ("values are", values),
            ("revision", Say($"{facts.Revision:N0}")),
            ("digest", facts.Digest),
            ("keys", Say($"{facts.Keys:N0}")),
            ("next sequence", facts.NextSequence),
            ("log", Say($"{facts.Bytes:N0} bytes in {Amount.Of(facts.Segments, "segment", "segments")}")),
            ("opened", Say($"{opening}; {replayed} replayed and checked in {recovery.ElapsedMs:N1} ms")),
            ("seal read", recovery.SealedRevision is { } seal ? Say($"names revision {seal:N0} as acknowledged") : "none was readable"),
            ("since then", Say($"{facts.Commits:N0} committed, {facts.Refusals:N0} refused, {facts.Syncs:N0} syncs")),
            ("state", facts.Stopped ? "stopped after a failure; open the store again" : "running"),
        ];
        foreach ((string name, string value) in rows) terminal.Line($"{name,-14} {value}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
