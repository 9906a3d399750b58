using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis diff</c>: lists what differs between two revisions.</summary>
internal sealed class DiffCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly Argument<long> _earlier = new("EARLIER")
    {
        Description = "The earlier revision, which must be retained (basis revisions).",
    };

    private readonly Argument<long?> _later = new("LATER")
    {
        Description = "The later revision, likewise; the last one if not given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _from = new("--from") { Description = "The first id, included.", HelpName = "ID" };
    private readonly Option<string?> _to = new("--to") { Description = "The end of the range, not included.", HelpName = "ID" };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "What the ids begin with.", HelpName = "ID" };
    private readonly Option<long?> _limit = new("--limit") { Description = "The most differences; all if not given.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one line of JSON for each difference." };

    internal Command Create()
    {
        var command = new Command("diff", "List what differs between two revisions: + added, - removed, ~ changed (earlier, later).")
        {
            _earlier, _later, _from, _to, _prefix, _limit, _json,
        };
        _place.AddTo(command);
        _bytes.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long? limit = parsed.GetValue(_limit);
        if (limit < 0) return terminal.Fail($"--limit is 0 or more, not {limit}.", ExitCode.Usage);
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!TryRequest(parsed, encoding, out DifferencesRequest? request, out problem)) return terminal.Fail(problem);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        long left = limit ?? long.MaxValue;
        long found = 0;
        DifferencePage? page = null;
        for (DifferencesRequest? next = request; left > 0 && next is not null; next = page.Next is null ? null : NextOf(request, page))
        {
            next = next with { Limit = (int)Math.Min(left, DifferencesRequest.PageDefault) };
            Answer<DifferencePage> answer = await tree.CompareAsync(next, cancellation);
            if (!answer.TryGet(out page, out problem)) return terminal.Fail(problem);
            foreach (WireDifference difference in page.Differences) Print(difference, encoding, parsed.GetValue(_json));
            found += page.Differences.Count;
            left -= page.Differences.Count;
        }

        if (page is not null && found == 0)
            terminal.Talk.WriteLine($"Between the revisions {page.EarlierRevision} and {page.LaterRevision} nothing differs there.");
        return ExitCode.Done;
    }

    private static DifferencesRequest NextOf(DifferencesRequest request, DifferencePage page) => request with { Cursor = page.Next };

    private void Print(WireDifference difference, ByteEncoding encoding, bool isJson)
    {
        if (isJson)
        {
            terminal.JsonLine(difference);
            return;
        }

        string id = difference.Id is { } known ? ByteText.Encode(known.Span, encoding) : "key:" + difference.Key;
        string sign = difference.Earlier is null ? "+" : difference.Later is null ? "-" : "~";
        IEnumerable<string> values = new[] { difference.Earlier, difference.Later }
            .Where(value => value is not null)
            .Select(value => ByteText.Encode(value!.Value.Span, encoding)); // those that are there were chosen just before
        terminal.Line($"{sign} {id}\t{string.Join('\t', values)}");
    }

    private bool TryRequest(
        ParseResult parsed,
        ByteEncoding encoding,
        [NotNullWhen(true)] out DifferencesRequest? request,
        [NotNullWhen(false)] out Problem? problem)
    {
        request = null;
        string[] texts = [parsed.GetValue(_from) ?? "", parsed.GetValue(_to) ?? "", parsed.GetValue(_prefix) ?? ""];
        if (!ByteOptions.TryBytes(texts, encoding, out byte[][] ids, out problem)) return false;
        (long earlier, long? later) = (parsed.GetValue(_earlier), parsed.GetValue(_later));
        if (earlier < 0 || later < 0)
        {
            problem = new Problem(ProblemKind.InvalidRequest, "Revisions are 0 or more.");
            return false;
        }

        request = new DifferencesRequest { Earlier = earlier, Later = later, From = ids[0], To = ids[1], Prefix = ids[2] };
        return true;
    }
}
