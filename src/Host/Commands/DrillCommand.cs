using System.CommandLine;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Drills;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Host.Worker;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis drill</c>: tries whether a store, or a backup of it, could be recovered, on copies.</summary>
internal sealed class DrillCommand(Terminal terminal)
{
    private const int KeepDefault = 10;

    private readonly DataOptions _options = new();
    private readonly UrlPlace _url = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data directory of a store that is not in use; its files are copied.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _set = new("--set")
    {
        Description = "A backup set, whose last revision is restored instead: of a store that is in use, and to try the backup.",
        HelpName = "SET",
    };

    private readonly Option<string?> _key = new("--key") { Description = "The file with the key of the backup set.", HelpName = "FILE" };
    private readonly Option<string?> _scratch = new("--scratch")
    {
        Description = "Where copies are made, in a directory that is taken away afterwards; that of temporary files if not given.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _reports = new("--reports")
    {
        Description = "Where a report is written, as JSON and as a page.",
        HelpName = "DIR",
    };

    private readonly Option<int> _keep = new("--keep")
    {
        Description = $"How many reports stay in --reports, 1 or more; {KeepDefault} if not given.",
        HelpName = "N",
        DefaultValueFactory = _ => KeepDefault,
    };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Chooses what is damaged: that of a report does the same damage to the same store.",
        HelpName = "N",
    };

    internal Command Create()
    {
        var run = new Command("run", "Damage copies in every way that recovery has an answer to, recover them, and compare; exits with 5 "
            + "if a trial fails.") { _data, _set, _key, _scratch, _reports, _keep, _seed, _json };
        _options.AddTo(run);
        _url.AddTo(run);
        run.SetAction(RunAsync);
        return new Command("drill", "Try whether a store could be recovered, on copies of it.") { run };
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (_url.IsGiven(parsed)) return await AskAsync(parsed, cancellation);
        if (_url.GivenInVain(parsed) is { } option) return terminal.Fail($"{option} is for --url.", ExitCode.Usage);
        if (!_options.TryRead(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        using BackupKey? key = parsed.GetValue(_key) is { } file ? BackupKey.Read(file) : null;
        IDrillSource source = SourceOf(parsed, key);
        int seed = parsed.GetValue(_seed) ?? Random.Shared.Next();
        using DrillPlace place = DrillPlace.Make(parsed.GetValue(_scratch));
        DrillReports? reports = parsed.GetValue(_reports) is { } directory
            ? new DrillReports(DirectoryDisk.Create(directory), parsed.GetValue(_keep))
            : null; // before the drill, which is in vain if they cannot be written
        var drill = new DrillRun(source, place.Path, options, seed, TimeProvider.System);
        DrillResult result = await new WaitTalk(terminal).RunAsync("drilling", Task.Run(() => drill.Run(cancellation), cancellation));
        string? page = reports?.Write(result, DateTimeOffset.UtcNow);
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else foreach (string line in DrillText.Lines(result)) terminal.Line(line);
        terminal.Flush();
        if (page is not null) terminal.Talk.WriteLine($"The report is in {page}.");
        if (!result.Passed) return terminal.Fail(result.Sentence, ExitCode.Corruption);
        terminal.Talk.WriteLine(result.Sentence);
        return ExitCode.Done;
    }

    // A service drills as its configuration says, and its report goes where that says.
    private async Task<int> AskAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Option[] own = [_data, _set, _key, _scratch, _reports, _seed];
        string? given = own.FirstOrDefault(option => parsed.GetResult(option) is not null)?.Name ?? _options.Given(parsed);
        if (given is not null)
            return terminal.Fail($"{given} is not for --url: a service drills as its configuration says.", ExitCode.Usage);
        if (!_url.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        return await JobsCommand.RunAsync(terminal, client, DrillJob.JobName, parsed.GetValue(_json), cancellation);
    }

    private IDrillSource SourceOf(ParseResult parsed, BackupKey? key)
    {
        if (parsed.GetValue(_set) is not { } set) return new StoreFilesSource(DirectoryDisk.Open(parsed.GetValue(_data)!)); // one is given
        DirectoryDisk directory = DirectoryDisk.Open(set);
        BackupSet opened = BackupSet.Open(directory, key);
        if (opened.Pieces.Count == 0)
            throw new BackupRefusedException(BackupRefusal.NoBackup, $"There is no backup in {directory.Location}.", directory.Location);
        return new BackupSource(opened, directory.Location);
    }

    private string? RefusalOf(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data);
        foreach (Option<string?> option in new[] { _data, _set, _key, _scratch, _reports })
            if (parsed.GetValue(option) is { Length: 0 }) return $"{option.Name} is an empty text.";
        if ((data is null) == (parsed.GetValue(_set) is null))
            return "Say what is copied, either --data DIR, a store that is not in use, or --set SET, a backup; or --url URL, a service.";
        if (parsed.GetValue(_key) is not null && data is not null) return "--key is for --set.";
        if (_options.Given(parsed) is "--expect-at-least") return "A drill opens copies, so it has no use for --expect-at-least.";
        if (parsed.GetValue(_keep) < 1) return "--keep is 1 or more.";
        return data is null ? null
            : IsWithin(parsed.GetValue(_scratch), data) ? "--scratch is another place than the store."
            : IsWithin(parsed.GetValue(_reports), data) ? "--reports is another place than the store."
            : null;
    }

    private static bool IsWithin(string? directory, string data)
    {
        if (directory is null) return false;
        string outer = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)) + Path.DirectorySeparatorChar;
        return (Path.GetFullPath(directory) + Path.DirectorySeparatorChar).StartsWith(outer, StringComparison.Ordinal);
    }
}
