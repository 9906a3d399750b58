using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis crosscheck</c>: compares the tree with the bodies of its notes, or with somebody else's entries.</summary>
internal sealed class CrosscheckCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly RebuildOptions _reading = new("--from");

    private readonly Option<string?> _from = new("--from")
    {
        Description = "With --data: a file of entries to compare with, written as basis import reads it; its own notes if not given.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    internal Command Create()
    {
        var command = new Command(
            "crosscheck", "Name every key in which the tree and its notes, or a file of entries, differ; exits with 1 or 5 if any does.")
        {
            _from, _json,
        };
        _reading.AddTo(command);
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_from) is { } from) return RunFile(parsed, from);
        if (_reading.Given(parsed) is { } option) return terminal.Fail($"{option} is for --from.", ExitCode.Usage);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<CrosscheckResult> answer = await new WaitTalk(terminal).RunAsync("comparing", tree.CrosscheckAsync(cancellation));
        return answer.TryGet(out CrosscheckResult? result, out problem)
            ? Tell(parsed, result, ExitCode.Corruption)
            : terminal.Fail(problem);
    }

    private int RunFile(ParseResult parsed, string from)
    {
        if (!_place.TryData(parsed, out string? data, out Problem? problem)
            || !_place.TryChoose(parsed, out StoreChoice? choice, out problem))
            return terminal.Fail(problem);
        DirectoryDisk disk = DirectoryDisk.Open(data);
        KeyScheme keys = StoreDefinition.Read(disk).Keys;
        Answer<FileEntries> read = _reading.Read(parsed, from, notes => new FileEntries(notes, keys));
        if (!read.TryGet(out FileEntries? entries, out problem)) return terminal.Fail(problem);
        using TreeStore store = TreeStore.Open(disk, choice.Options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        using StoreSnapshot snapshot = store.Snapshot();
        CrosscheckReport report = Crosscheck.Run(snapshot, entries, StoreNotes.DifferencesMax);
        report = report with { Differences = [.. report.Differences.Select(difference => Named(difference, entries))] };
        return Tell(parsed, CrosscheckResult.Of(report), ExitCode.Refuted);
    }

    private int Tell(ParseResult parsed, CrosscheckResult report, int exitCode)
    {
        if (parsed.GetValue(_json)) terminal.JsonDocument(report);
        else foreach (CrosscheckDifference one in report.Differences) terminal.Line($"{Word(one.Kind),-16} {Name(one)}");
        terminal.Flush();
        if (report.Equal)
        {
            terminal.Talk.WriteLine(Say($"Revision {report.Revision:N0} agrees, in {Amount.Of(report.Keys, "key", "keys")}."));
            return ExitCode.Done;
        }

        string more = report.Complete ? string.Empty : " or more";
        return terminal.Fail(Say($"They differ in {Amount.Of(report.Differences.Count, "key", "keys")}{more}."), exitCode);
    }

    private static Difference Named(Difference difference, FileEntries entries) =>
        difference.Id is null && entries.IdOf(difference.Key.Span) is { } id ? difference with { Id = id } : difference;

    private static string Word(string kind) => kind switch
    {
        "missing_in_tree" => "not in the tree",
        "missing_there" => "not in the file",
        "other_value" => "another value",
        _ => "body lost",
    };

    private static string Name(CrosscheckDifference difference) => difference.Id is { } id
        ? SafeText.Quote(id.Span)
        : $"key {difference.Key} (hexadecimal)";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
