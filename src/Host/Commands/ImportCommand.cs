using System.CommandLine;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;
using Spectre.Console;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis import</c>: carries the records of a file into a tree.</summary>
internal sealed class ImportCommand(Terminal terminal)
{
    private const int BatchDefault = 1000;

    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ScryptoImportOptions _scrypto = new(terminal);
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The file, - for standard input; with scrypto the directory of an export.",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "lines (id, tab, value), jsonl ({\"id\": ..., \"value\": ...}), csv (two fields), or scrypto: a whole tree, "
            + "of which a new store is made.",
        HelpName = "lines|jsonl|csv|scrypto",
        Required = true,
    };

    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Entries in a batch.",
        HelpName = "N",
        DefaultValueFactory = _ => BatchDefault,
    };

    private readonly Option<bool> _header = new("--header") { Description = "The first record of a CSV names the columns." };
    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Skip bad lines and count them, instead of stopping." };
    private readonly Option<long> _fromLine = new("--from-line")
    {
        Description = "Begin at this line.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Continue where this file says, and keep it up to date; it is made if it is missing.",
        HelpName = "STATE",
    };

    private readonly Option<string?> _ack = new("--ack")
    {
        Description = "Append a line of JSON to this file for each acknowledged batch.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as JSON." };

    internal Command Create()
    {
        var command = new Command("import", "Set the values of the records of a file, in batches. Doing it twice is safe.")
        {
            _file, _format, _batch, _header, _skipBad, _fromLine, _resume, _ack, _json,
        };
        _place.AddTo(command);
        _scrypto.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        string path = parsed.GetRequiredValue(_file);
        Problem? problem;
        if (parsed.GetRequiredValue(_format) == ImportFormat.Scrypto)
        {
            return _place.TryData(parsed, out string? data, out problem)
                ? await _scrypto.RunAsync(parsed, path, data, parsed.GetValue(_json))
                : terminal.Fail(problem);
        }

        if (!InputFile.TryOpen(terminal, path, out Stream? input, out problem)) return terminal.Fail(problem);
        await using Stream opened = input;
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess openedTree = tree;
        if (!TryAcknowledgements(parsed, out Stream? acknowledgements, out problem)) return terminal.Fail(problem);
        await using Stream? openedAcknowledgements = acknowledgements;
        var talk = new ImportTalk(terminal, acknowledgements);
        var options = new ImportOptions
        {
            Format = parsed.GetRequiredValue(_format),
            BatchEntriesMax = parsed.GetValue(_batch),
            FromLine = parsed.GetValue(_fromLine),
            SkipsBad = parsed.GetValue(_skipBad),
            HasHeader = parsed.GetValue(_header),
            StatePath = parsed.GetValue(_resume),
        };
        using var source = new LineSource(input);
        var importer = new Importer(tree, source, options, talk);
        var watch = Stopwatch.StartNew();
        Answer<ImportSummary> answer = terminal.IsTalkWatched && input.CanSeek
            ? await WithBarAsync(importer, talk, () => source.Bytes, input.Length, cancellation)
            : await importer.RunAsync(cancellation);
        return Finish(answer, watch.Elapsed, parsed.GetValue(_json));
    }

    // Opened before anything is committed, so that no acknowledgement goes unlogged.
    private bool TryAcknowledgements(ParseResult parsed, out Stream? stream, [NotNullWhen(false)] out Problem? problem)
    {
        stream = null;
        problem = null;
        string? path = parsed.GetValue(_ack);
        try
        {
            if (path is not null) stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string name = ByteText.Show(path ?? string.Empty);
            problem = new Problem(ProblemKind.StoreUnwritable,
                $"The file {name} for acknowledged batches cannot be written: {failure.Message}");
        }

        return problem is null;
    }

    private string? RefusalOf(ParseResult parsed)
    {
        string format = parsed.GetRequiredValue(_format);
        if (format == ImportFormat.Scrypto) return parsed.GetRequiredValue(_file).Length == 0 ? "The directory is an empty text." : null;
        if (!ImportFormat.IsKnown(format)) return $"--format is lines, jsonl, csv or scrypto, not {ByteText.Show(format)}.";
        if (_scrypto.Given(parsed) is { } option) return $"{option} is for --format scrypto.";
        if (parsed.GetValue(_batch) is < 1 or > StoreOptions.BatchOperationsLimit)
            return $"--batch is 1 to {StoreOptions.BatchOperationsLimit}.";
        if (parsed.GetValue(_fromLine) < 1) return "--from-line is 1 or more.";
        if (parsed.GetValue(_fromLine) > 1 && parsed.GetValue(_resume) is not null) return "Give either --from-line or --resume, not both.";
        return parsed.GetValue(_header) && format != ImportFormat.Csv ? "--header is for --format csv." : null;
    }

    private async Task<Answer<ImportSummary>> WithBarAsync(
        Importer importer, ImportTalk talk, Func<long> bytesRead, long bytes, CancellationToken cancellation)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Talk) });
        Progress progress = console.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        return await progress.StartAsync(async running =>
        {
            talk.Bar = running.AddTask("importing", maxValue: Math.Max(1, bytes));
            talk.BytesRead = bytesRead;
            return await importer.RunAsync(cancellation);
        });
    }

    private int Finish(Answer<ImportSummary> answer, TimeSpan elapsed, bool wantsJson)
    {
        if (!answer.TryGet(out ImportSummary? done, out Problem? problem)) return terminal.Fail(problem);
        if (wantsJson) terminal.JsonDocument(done);
        string entries = Amount.Of(done.Entries, "entry", "entries");
        string batches = Amount.Of(done.Batches, "batch", "batches");
        string skipped = done.Skipped == 0 ? string.Empty : $", {Amount.Of(done.Skipped, "bad line", "bad lines")} skipped";
        terminal.Talk.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Imported {entries} in {batches} up to line {done.Lines}{skipped}, in {elapsed.TotalSeconds:F1} s."));
        terminal.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Revision {done.Revision}, digest {done.Digest}."));
        return ExitCode.Done;
    }
}
