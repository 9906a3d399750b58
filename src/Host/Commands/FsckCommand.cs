using System.CommandLine;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis fsck</c>: derives everything anew from bytes and says what is wrong, with file and offset.</summary>
internal sealed class FsckCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly CopyOption _copy = new();
    private readonly Option<bool> _deep = new("--deep") { Description = "Replay the whole log into a fresh tree as well." };
    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Put right what is wrong, by the ways that recovery has, and check again; what is damaged is renamed, never deleted.",
    };

    private readonly Option<string?> _scratch = new("--scratch")
    {
        Description = "An empty directory for what a deep check has no room for in memory; empty again afterwards.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    internal Command Create()
    {
        var command = new Command("fsck", "Read and hash everything that a store holds and say what is wrong; exits with 5 if anything is.")
        {
            _deep, _scratch, _repair, _json,
        };
        _copy.AddTo(command);
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryChoose(parsed, out StoreChoice? choice, out Problem? problem)) return terminal.Fail(problem);
        if (RefusalOf(parsed, choice) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        var talk = new WaitTalk(terminal);
        if (choice.Data is not { } data)
        {
            await using var tree = new TreeClient(choice.Address!); // there is no directory
            Answer<CheckResult> answer = await talk.RunAsync("checking", tree.CheckAsync(cancellation));
            return answer.TryGet(out CheckResult? result, out problem) ? Tell(result, parsed.GetValue(_json)) : terminal.Fail(problem);
        }

        DirectoryDisk disk = DirectoryDisk.Open(data);
        string? scratch = parsed.GetValue(_scratch);
        var check = new FsckOptions
        {
            IsDeep = parsed.GetValue(_deep),
            Scratch = scratch is null ? null : DirectoryDisk.Open(scratch),
        };
        if (parsed.GetValue(_repair)) return await RepairAsync(parsed, disk, choice.Options, check);
        FsckReport report = await talk.RunAsync("checking", Task.Run(() => StoreCheck.Run(disk, choice.Options, check)));
        return Tell(CheckResult.Of(report), parsed.GetValue(_json));
    }

    private async Task<int> RepairAsync(ParseResult parsed, DirectoryDisk disk, StoreOptions options, FsckOptions check)
    {
        using IDisposable? copy = _copy.Open(parsed, disk, ref options);
        Task<FsckRepair> work = Task.Run(() => StoreCheck.Repair(disk, options, check));
        var result = RepairResult.Of(await new WaitTalk(terminal).RunAsync("checking and repairing", work));
        if (parsed.GetValue(_json))
        {
            terminal.JsonDocument(result);
            return Judge(result.After);
        }

        foreach (string line in TextTable.Facts(CheckText.Rows(result))) terminal.Line(line);
        return Judge(result.After);
    }

    private string? RefusalOf(ParseResult parsed, StoreChoice choice)
    {
        bool isDeep = parsed.GetValue(_deep);
        bool repairs = parsed.GetValue(_repair);
        if (parsed.GetValue(_scratch) is not null && !isDeep) return "--scratch is for --deep.";
        if (_copy.IsGiven(parsed) && !repairs) return "--from is for --repair.";
        if (choice.Options.ExpectAtLeast is not null) return "A check opens no store, so it has no use for --expect-at-least.";
        return choice.Data is not null ? null
            : isDeep ? "--deep is for --data: a service has no memory for a second tree."
            : repairs ? "--repair is for --data: stop the service first."
            : null;
    }

    private int Tell(CheckResult result, bool wantsJson)
    {
        if (wantsJson) terminal.JsonDocument(result);
        else foreach (string line in TextTable.Facts(CheckText.Rows(result))) terminal.Line(line);
        return Judge(result);
    }

    private int Judge(CheckResult result)
    {
        terminal.Flush();
        if (!result.Clean)
            return terminal.Fail($"{Amount.Of(result.Faults, "fault was", "faults were")} found.", ExitCode.Corruption);
        terminal.Talk.WriteLine("Nothing is wrong with what was read.");
        return ExitCode.Done;
    }
}
