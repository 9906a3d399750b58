using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis recover</c>: goes through the recovery of a store and says what it found.</summary>
internal sealed class RecoverCommand(Terminal terminal)
{
    private const int TierMax = 4;

    private readonly DataOptions _options = new();
    private readonly CopyOption _copy = new(" With --tier 4: the file of entries.");
    private readonly RebuildOptions _rebuild = new();
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of a store.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _tier = new("--tier")
    {
        Description = "Begin at this tier: 0 with the newest checkpoint, 2 with older ones, 3 with the log alone; "
            + "4 builds the tree anew from the entries in the file of --from, or without it from the store's own files of notes.",
        HelpName = "N",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Change nothing, and say what would be done." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the report as JSON." };

    internal Command Create()
    {
        var command = new Command("recover", "Open a store by the shortest way that is sound, and report what was found and done.")
        {
            _data, _tier, _dryRun, _json,
        };
        _copy.AddTo(command);
        _rebuild.AddTo(command);
        _options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (!TryOptions(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        bool isDryRun = parsed.GetValue(_dryRun);
        DirectoryDisk disk = DirectoryDisk.Open(parsed.GetRequiredValue(_data));
        if (parsed.GetValue(_tier) == TierMax) return await RebuildAsync(parsed, disk, options);
        using IDisposable? copy = _copy.Open(parsed, disk, ref options);
        Task<RecoveryReport> work = Task.Run(() => TreeStore.Recover(disk, options, isDryRun));
        RecoveryReport report = await new WaitTalk(terminal).RunAsync("recovering", work);
        Print(parsed, report);
        terminal.Talk.WriteLine(isDryRun
            ? $"Nothing was changed in {disk.Location}: this is what a recovery would do."
            : string.Create(CultureInfo.InvariantCulture, $"The store in {disk.Location} opens at revision {report.Revision}."));
        return ExitCode.Done;
    }

    private async Task<int> RebuildAsync(ParseResult parsed, DirectoryDisk disk, StoreOptions options)
    {
        bool isDryRun = parsed.GetValue(_dryRun);
        Task<Answer<RecoveryReport>> work = Task.Run(() => _copy.Given(parsed) is { } path
            ? _rebuild.Run(parsed, path, Rebuild)
            : FromNotes(new StoredNotes(disk), Rebuild));

        RecoveryReport Rebuild(INotes notes) =>
            isDryRun ? StoreRebuild.Try(disk, notes, options) : StoreRebuild.Run(disk, notes, options);

        Answer<RecoveryReport> answer = await new WaitTalk(terminal).RunAsync("building the tree anew", work);
        if (!answer.TryGet(out RecoveryReport? report, out Problem? problem)) return terminal.Fail(problem);
        Print(parsed, report);
        terminal.Talk.WriteLine(isDryRun
            ? $"Nothing was changed in {disk.Location}: this is what a rebuild would make."
            : string.Create(CultureInfo.InvariantCulture,
                $"The store in {disk.Location} is built anew, at revision {report.Revision}; its files of before are kept as *.bad-<n>."));
        return ExitCode.Done;
    }

    private static Answer<RecoveryReport> FromNotes(StoredNotes notes, Func<INotes, RecoveryReport> rebuild) => notes.AreThere
        ? rebuild(notes)
        : Refuse($"Tier {TierMax} builds the tree anew: there are no files of notes here, so --from names the file with its entries.");

    private void Print(ParseResult parsed, RecoveryReport report)
    {
        var facts = RecoveryFacts.Of(report);
        if (parsed.GetValue(_json)) terminal.JsonDocument(facts);
        else foreach (string line in TextTable.Facts(RecoveryText.Rows(facts))) terminal.Line(line);
        terminal.Flush();
    }

    private bool TryOptions(
        ParseResult parsed, [NotNullWhen(true)] out StoreOptions? options, [NotNullWhen(false)] out Problem? problem)
    {
        options = null;
        int tier = parsed.GetValue(_tier);
        if (parsed.GetRequiredValue(_data).Length == 0)
            problem = Refuse($"The data directory is an empty text.");
        else if (tier is < 0 or > TierMax)
            problem = Refuse($"--tier is 0 to {TierMax}, not {tier}.");
        else if (tier == TierMax && !_copy.IsGiven(parsed) && _rebuild.Given(parsed) is { } unread)
            problem = Refuse($"{unread} is for a file of entries, which --from names.");
        else if (tier < TierMax && _rebuild.Given(parsed) is { } option)
            problem = Refuse($"{option} is for --tier {TierMax}.");
        else if (_options.TryRead(parsed, out options, out problem))
            problem = tier == TierMax && options.ExpectAtLeast is not null ? Unexpectable : null;
        if (problem is null && options is not null && tier < TierMax) options = options with { RecoveryTierMin = tier };
        return problem is null;
    }

    private static Problem Unexpectable => Refuse(
        $"{ExpectOption.Name} is for a store that goes on; one that is built anew has no revision of before.");

    private static Problem Refuse(FormattableString sentence) =>
        new(ProblemKind.InvalidRequest, sentence.ToString(CultureInfo.InvariantCulture));
}
