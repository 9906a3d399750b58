using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger generate</c>: fills a ledger with made-up notes, and measures it.</summary>
internal sealed class GenerateCommand(Screen screen, Session session)
{
    private const int QuestionsMax = 2000;
    private const int QuietLines = 20;

    private readonly Option<int> _notes = Number("--notes", "How many notes.", 1_000_000);
    private readonly Option<int> _parties = Number("--parties", "How many parties.", 1_000);
    private readonly Option<int> _seed = Number("--seed", "The same seed makes the same parties, notes and balances.", 1);
    private readonly Option<int> _batch = Number("--batch", "How many notes are committed together.", 1_000);
    private readonly Option<bool> _trace = new("--trace") { Description = "Say of every batch, once it is acknowledged, what it made." };
    private readonly Option<string> _data = LedgerOptions.Data();

    internal Command Create()
    {
        var command = new Command("generate", "Fill a ledger with made-up notes, and print how fast and how large it is.")
        {
            _notes, _parties, _seed, _batch, _trace, _data,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var plan = new GeneratorPlan(
            parsed.GetValue(_notes), parsed.GetValue(_parties), parsed.GetValue(_seed), parsed.GetValue(_batch));
        if (RefusalOf(plan) is { } wrong) return screen.Fail(Refusal.Rule(wrong));
        string home = parsed.GetRequiredValue(_data);
        Book book = session.Open(home, creates: true);
        Refusal? refusal = null;
        GeneratorReport? report = null;
        if (screen.IsTalkWatched)
        {
            screen.Talk.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(progress =>
                {
                    ProgressTask task = progress.AddTask("notes", maxValue: plan.Notes);
                    refusal = NoteGenerator.Run(book, plan, done => task.Value = done.Notes, out report);
                });
        }
        else
        {
            long step = parsed.GetValue(_trace) ? 0 : Math.Max(1, plan.Notes / QuietLines);
            long next = step;
            refusal = NoteGenerator.Run(book, plan, done => next = Tell(done, next, step), out report);
        }

        if (refusal is not null || report is null) return screen.Fail(refusal ?? Refusal.Rule("Nothing was generated."));
        Figures(book, home, plan, report);
        return Exit.Done;
    }

    private long Tell(GeneratorProgress done, long next, long step)
    {
        if (done.Notes < next) return next;
        screen.Say(Say($"{done.Notes} notes acknowledged, revision {done.Revision}, digest {done.Digest}"));
        return done.Notes + step;
    }

    private void Figures(Book book, string home, GeneratorPlan plan, GeneratorReport report)
    {
        long began = Stopwatch.GetTimestamp();
        book.Store.Checkpoint();
        TimeSpan checkpoint = Stopwatch.GetElapsedTime(began);
        Latencies latencies = Latencies.Measure(book, Math.Min(QuestionsMax, plan.Notes), plan.Seed);
        long disk = new DirectoryInfo(Path.Combine(home, "store")).EnumerateFiles().Sum(file => file.Length);
        double seconds = report.Elapsed.TotalSeconds;
        TimeSpan signature = NoteSigners.CostOfOne();
        double share = signature * plan.Notes / report.Processor;
        using var self = Process.GetCurrentProcess();
        (string Name, string Value)[] rows =
        [
            ("notes", Say($"{plan.Notes:N0} between {plan.Parties:N0} parties, {plan.BatchNotes:N0} per batch")),
            ("import", Say($"{seconds:F1} s, {plan.Notes / seconds:N0} notes per second, every batch synced")),
            ("processor", Say(
                $"{report.Processor.TotalSeconds:F1} s, {share:P0} of it signing, {signature.TotalMicroseconds:F0} us a note")),
            ("last checkpoint", Say($"{checkpoint.TotalSeconds:F2} s")),
            ("disk", $"{TextShown.Bytes(disk)}, {Say($"{disk / plan.Notes:N0} bytes per note")}"),
            ("memory", Say($"{TextShown.Bytes(self.WorkingSet64)} resident, at most {TextShown.Bytes(self.PeakWorkingSet64)}")),
            ("statement", Latencies.Show(latencies.Statement, " us") + ", of " + Latencies.Show(latencies.StatementNotes, " notes")),
            ("proof", Latencies.Show(latencies.Proof, " us")),
            ("proof size", Latencies.Show(latencies.ProofBytes, " bytes")),
            ("check of a proof", Latencies.Show(latencies.Check, " us")),
            ("digest", book.Store.Head.Digest.ToString()),
        ];
        foreach ((string name, string value) in rows) screen.Line($"{name,-17} {value}");
    }

    private static string? RefusalOf(GeneratorPlan plan) =>
        plan.Notes is < 1 or > GeneratorPlan.NotesMax ? Say($"Notes are 1 to {GeneratorPlan.NotesMax}, not {plan.Notes}.")
        : plan.Parties is < GeneratorPlan.PartiesMin or > GeneratorPlan.PartiesMax
            ? Say($"Parties are {GeneratorPlan.PartiesMin} to {GeneratorPlan.PartiesMax}, not {plan.Parties}.")
        : plan.BatchNotes is < 1 or > GeneratorPlan.BatchNotesMax
            ? Say($"A batch has 1 to {GeneratorPlan.BatchNotesMax} notes, not {plan.BatchNotes}.")
        : null;

    private static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
