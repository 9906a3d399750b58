using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis checkpoint</c>: writes a checkpoint, lists those that are kept, or takes a name away.</summary>
internal sealed class CheckpointCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<string?> _name = new("--name")
    {
        Description = "Keep it under this name until it is dropped, however many others come after it.",
        HelpName = "NAME",
    };

    private readonly Option<bool> _full = new("--full")
    {
        Description = "Write a full checkpoint as well: a file from which a store can be built without the log before it.",
    };

    private readonly Argument<string> _dropped = new("NAME") { Description = "The name." };

    internal Command Create()
    {
        var list = new Command("list", "List the checkpoints that are kept, the newest first.") { _json };
        _place.AddTo(list);
        list.SetAction(ListAsync);
        var drop = new Command("drop", "Take a name away: its checkpoint is then kept no longer than others.") { _dropped, _json };
        _place.AddTo(drop);
        drop.SetAction(DropAsync);
        var command = new Command("checkpoint", "Write a checkpoint, from which the store can be opened without the log before it.")
        {
            _name, _full, _json, list, drop,
        };
        _place.AddTo(command);
        command.SetAction(WriteAsync);
        return command;
    }

    /// <summary>What a person is told of a checkpoint that stands.</summary>
    internal static string Sentence(CheckpointResult result)
    {
        string name = result.Name is { } given ? $" under the name {given}" : string.Empty;
        string work = result.RecordsWritten == 0
            ? "there was nothing to write"
            : Say($"{Amount.Of(result.RecordsWritten, "record", "records")} of {Amount.Of(result.BytesWritten, "byte", "bytes")} written");
        string segments = result.Archived is > 0 and { } count
            ? $" {Amount.Of(count, "segment", "segments")} of the log archived."
            : string.Empty;
        string hindrance = result.NotArchived is { } why ? " " + why : string.Empty;
        return Say($"Revision {result.Revision:N0} has a checkpoint{name}: {work}, in {result.ElapsedMs:N0} ms.{segments}{hindrance}");
    }

    private async Task<int> WriteAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        var request = new CheckpointRequest(parsed.GetValue(_name), Full: parsed.GetValue(_full));
        Task<Answer<CheckpointResult>> work = tree.CheckpointAsync(request, cancellation);
        Answer<CheckpointResult> answer = await new WaitTalk(terminal).RunAsync("writing the checkpoint", work);
        if (!answer.TryGet(out CheckpointResult? result, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Talk.WriteLine(Sentence(result));
        if (result.Full is { } full && !parsed.GetValue(_json)) terminal.Talk.WriteLine(Sentence(full));
        return ExitCode.Done;
    }

    private static string Sentence(FullResult full)
    {
        string bytes = Amount.Of(full.Bytes, "byte", "bytes");
        string chunks = Amount.Of(full.Chunks, "chunk", "chunks");
        string how = full.Written ? "written and read again" : "which stood already and was read again";
        string file = $"the full checkpoint {full.File}, {bytes} in {chunks}, {how}";
        return Say($"Revision {full.Revision:N0} is in {file} in {full.ElapsedMs:N0} ms.");
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<CheckpointList> answer = await tree.ListCheckpointsAsync(cancellation);
        if (!answer.TryGet(out CheckpointList? list, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(list);
        else if (list.Checkpoints.Count == 0) terminal.Talk.WriteLine("There is no checkpoint yet.");
        else Print(list.Checkpoints);
        return ExitCode.Done;
    }

    private async Task<int> DropAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<UnpinResult> answer = await tree.UnpinCheckpointAsync(parsed.GetRequiredValue(_dropped), cancellation);
        if (!answer.TryGet(out UnpinResult? result, out problem)) return terminal.Fail(problem);
        string revisions = string.Join(", ", result.Revisions.Select(revision => Say($"{revision:N0}")));
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Talk.WriteLine(
            $"The name {result.Name} is taken from the checkpoint of revision {revisions}, which is now kept no longer than others.");
        return ExitCode.Done;
    }

    private void Print(IReadOnlyList<CheckpointEntry> checkpoints)
    {
        string[] headings = [">revision", "time", ">keys", ">records", ">bytes", "name"];
        foreach (string line in TextTable.Lines(headings, [.. checkpoints.Select(CellsOf)])) terminal.Line(line);
    }

    private static string[] CellsOf(CheckpointEntry entry) =>
    [
        Say($"{entry.Revision:N0}"),
        entry.Time is { } time ? Moment.Show(time) : string.Empty,
        Say($"{entry.Keys:N0}"),
        Say($"{entry.RecordsWritten:N0}"),
        Say($"{entry.BytesWritten:N0}"),
        entry.Damage ?? entry.Name ?? string.Empty,
    ];

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
