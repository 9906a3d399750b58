using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis crosscheck</c>: compares the tree with the bodies of its notes, or with somebody else's entries.</summary>
internal sealed class CrosscheckCommand(Terminal terminal)
{
    private const int DifferencesMax = 1000;

    private readonly DataOptions _options = new();
    private readonly RebuildOptions _reading = new("--from");
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of a store.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "A file of entries to compare with, written as basis import reads it; the store's own notes if not given.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    internal Command Create()
    {
        var command = new Command(
            "crosscheck", "Name every key in which the tree and its notes, or a file of entries, differ; exits with 1 or 5 if any does.")
        {
            _data, _from, _json,
        };
        _reading.AddTo(command);
        _options.AddTo(command);
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed)));
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string data = parsed.GetRequiredValue(_data);
        if (data.Length == 0) return terminal.Fail("The data directory is an empty text.", ExitCode.Usage);
        if (!_options.TryRead(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        string? from = parsed.GetValue(_from);
        if (from is null && _reading.Given(parsed) is { } option) return terminal.Fail($"{option} is for --from.", ExitCode.Usage);
        DirectoryDisk disk = DirectoryDisk.Open(data);
        FileEntries? entries = null;
        if (from is not null)
        {
            KeyScheme keys = StoreDefinition.Read(disk).Keys;
            Answer<FileEntries> read = _reading.Read(parsed, from, notes => new FileEntries(notes, keys));
            if (!read.TryGet(out entries, out problem)) return terminal.Fail(problem);
        }

        using TreeStore store = TreeStore.Open(disk, options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        using StoreSnapshot snapshot = store.Snapshot();
        CrosscheckReport report = entries is null
            ? Crosscheck.RunNotes(snapshot, DifferencesMax)
            : Crosscheck.Run(snapshot, entries, DifferencesMax);
        return Tell(parsed, report, entries);
    }

    private int Tell(ParseResult parsed, CrosscheckReport report, FileEntries? entries)
    {
        report = report with { Differences = [.. report.Differences.Select(difference => Named(difference, entries))] };
        if (parsed.GetValue(_json)) terminal.JsonDocument(CrosscheckResult.Of(report));
        else foreach (Difference difference in report.Differences) terminal.Line($"{Word(difference.Kind),-16} {Name(difference)}");
        terminal.Flush();
        if (report.IsEqual)
        {
            terminal.Talk.WriteLine(Say($"Revision {report.Revision:N0} agrees, in {Amount.Of(report.Keys, "key", "keys")}."));
            return ExitCode.Done;
        }

        string more = report.IsComplete ? string.Empty : " or more";
        return terminal.Fail(
            Say($"They differ in {Amount.Of(report.Differences.Count, "key", "keys")}{more}."),
            entries is null ? ExitCode.Corruption : ExitCode.Refuted);
    }

    private static Difference Named(Difference difference, FileEntries? entries) =>
        difference.Id is null && entries?.IdOf(difference.Key.Span) is { } id ? difference with { Id = id } : difference;

    private static string Word(DisagreementKind kind) => kind switch
    {
        DisagreementKind.MissingInTree => "not in the tree",
        DisagreementKind.MissingThere => "not in the file",
        DisagreementKind.OtherValue => "another value",
        _ => "body lost",
    };

    private static string Name(Difference difference) => difference.Id is { } id
        ? SafeText.Quote(id.Span)
        : $"key {Convert.ToHexStringLower(difference.Key.Span)} (hexadecimal)";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
