using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis compact</c>: gives back the room of nodes that no kept checkpoint needs.</summary>
internal sealed class CompactCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<bool> _json = new("--json") { Description = "Print what was done as JSON." };

    internal Command Create()
    {
        var command = new Command("compact", "Write a checkpoint, and give back the room of nodes that no kept checkpoint needs.")
        {
            _json,
        };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Task<Answer<CheckpointResult>> work = tree.CheckpointAsync(new CheckpointRequest(Compact: true), cancellation);
        Answer<CheckpointResult> answer = await new WaitTalk(terminal).RunAsync("compacting", work);
        if (!answer.TryGet(out CheckpointResult? result, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Talk.WriteLine($"{CheckpointCommand.Sentence(result)} {Sentence(result.Sweep)}");
        return ExitCode.Done;
    }

    private static string Sentence(SweepResult? sweep)
    {
        if (sweep is null || sweep.FilesSwept == 0)
            return "No file of nodes could be rewritten: what is in them is needed, or a kept checkpoint ends in the middle of them.";
        string files = Amount.Of(sweep.FilesSwept, "file", "files");
        string dropped = Amount.Of(sweep.RecordsDropped, "record", "records");
        string freed = Amount.Of(sweep.BytesFreed, "byte", "bytes");
        string left = sweep.Complete ? string.Empty : " There is more to give back; run it again.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Freed {freed}: {dropped} dropped and {sweep.RecordsMoved:N0} moved out of {files}.{left}");
    }
}
