using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis revisions</c>: lists revisions with their digests, and says which of them can be read.</summary>
internal sealed class RevisionsCommand(Terminal terminal)
{
    private const int LimitDefault = 20;

    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<long?> _from = new("--from")
    {
        Description = "Where the list begins; at the last revision if not given, with --oldest-first at the first one.",
        HelpName = "N",
    };

    private readonly Option<long> _limit = new("--limit")
    {
        Description = $"The most revisions; {LimitDefault} if not given.",
        HelpName = "N",
        DefaultValueFactory = _ => LimitDefault,
    };

    private readonly Option<bool> _oldestFirst = new("--oldest-first") { Description = "In the order in which they were made." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one line of JSON for each revision." };

    internal Command Create()
    {
        var command = new Command("revisions", "List revisions, the newest first: time, digest, and whether they can be read.")
        {
            _from, _limit, _oldestFirst, _json,
        };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long left = parsed.GetValue(_limit);
        if (left < 0) return terminal.Fail("--limit is 0 or more.", ExitCode.Usage);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        var rows = new List<RevisionResult>();
        var request = new RevisionsRequest { From = parsed.GetValue(_from), Reverse = !parsed.GetValue(_oldestFirst) };
        for (bool hasMore = true; hasMore && left > 0;)
        {
            Answer<RevisionPage> answer = await tree.ListRevisionsAsync(
                request with { Limit = (int)Math.Min(left, RevisionsRequest.PageMax) }, cancellation);
            if (!answer.TryGet(out RevisionPage? page, out problem)) return terminal.Fail(problem);
            rows.AddRange(page.Revisions);
            left -= page.Revisions.Count;
            hasMore = page.Next is not null;
            request = request with { From = page.Next };
        }

        if (parsed.GetValue(_json)) rows.ForEach(terminal.JsonLine);
        else if (rows.Count == 0) terminal.Talk.WriteLine("There is no such revision.");
        else Print(rows);
        return ExitCode.Done;
    }

    private void Print(IReadOnlyList<RevisionResult> rows)
    {
        string[] headings = [">revision", "time", ">operations", "digest", "retained"];
        foreach (string line in TextTable.Lines(headings, [.. rows.Select(CellsOf)])) terminal.Line(line);
    }

    private static string[] CellsOf(RevisionResult row) =>
    [
        row.Revision.ToString("N0", CultureInfo.InvariantCulture),
        Moment.Show(row.Time),
        row.Operations.ToString("N0", CultureInfo.InvariantCulture),
        row.Digest,
        !row.Retained ? string.Empty : row.Checkpoint is { } name ? $"yes, {name}" : "yes",
    ];
}
