using System.Diagnostics;
using System.Globalization;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using Spectre.Console;

namespace BasisTrees.Host.Commands;

/// <summary>
/// Tells a person how an import goes: a bar on a terminal, otherwise a count every few seconds; and logs acknowledged batches.
/// </summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="acknowledgements">Where acknowledged batches are logged, one line of JSON each, or null.</param>
internal sealed class ImportTalk(Terminal terminal, Stream? acknowledgements) : IImportWatcher
{
    private const int SkippedShownMax = 20;
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceCount = Stopwatch.StartNew();
    private long _skipped;

    /// <summary>The bar, while there is one.</summary>
    internal ProgressTask? Bar { get; set; }

    /// <summary>How far the input has been read, for the bar.</summary>
    internal Func<long>? BytesRead { get; set; }

    public void Resumed(long lines, long revisions)
    {
        Say(string.Create(CultureInfo.InvariantCulture, $"Continuing after line {lines}, where the state says."));
        if (revisions > 0)
        {
            string unknown = Amount.Of(revisions, "revision", "revisions");
            Say($"The store has {unknown} that the state does not know: batches it never noted are sent again, which is safe.");
        }
    }

    public void Acknowledged(ImportAcknowledgement batch, ImportSummary done)
    {
        if (acknowledgements is not null)
        {
            acknowledgements.Write([.. Json.ToBytes(batch), (byte)'\n']);
            acknowledgements.Flush();
        }

        if (Bar is { } bar)
        {
            bar.Value = BytesRead?.Invoke() ?? done.Lines;
            bar.Description = string.Create(CultureInfo.InvariantCulture, $"{done.Entries:N0} entries");
        }
        else if (_sinceCount.Elapsed > CountInterval)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{Amount.Of(done.Entries, "entry", "entries")} up to line {done.Lines}"));
            _sinceCount.Restart();
        }
    }

    public void Skipped(long line, string refusal)
    {
        _skipped++;
        if (_skipped <= SkippedShownMax) Say(string.Create(CultureInfo.InvariantCulture, $"Line {line} is skipped: {refusal}."));
        if (_skipped == SkippedShownMax + 1) Say("Further bad lines are skipped and only counted.");
    }

    private void Say(string sentence) => terminal.Talk.WriteLine(sentence);
}
