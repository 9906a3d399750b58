using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis scan</c>: lists entries in the order of their keys.</summary>
internal sealed class ScanCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly RevisionOption _revision = new();
    private readonly Option<string?> _from = new("--from") { Description = "The first id, included.", HelpName = "ID" };
    private readonly Option<string?> _to = new("--to") { Description = "The end of the range, not included.", HelpName = "ID" };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "What the ids begin with.", HelpName = "ID" };
    private readonly Option<long?> _limit = new("--limit") { Description = "The most entries; all if not given.", HelpName = "N" };
    private readonly Option<bool> _reverse = new("--reverse") { Description = "The largest id first." };
    private readonly Option<bool> _countOnly = new("--count-only") { Description = "Print only how many entries there are." };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one line of JSON for each entry; import reads it with --format jsonl.",
    };

    internal Command Create()
    {
        var command = new Command("scan", "List entries in the order of their keys: id, tab, value.")
        {
            _from, _to, _prefix, _limit, _reverse, _countOnly, _json,
        };
        _place.AddTo(command);
        _bytes.AddTo(command);
        _revision.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long? limit = parsed.GetValue(_limit);
        if (limit < 0) return terminal.Fail($"--limit is 0 or more, not {limit}.", ExitCode.Usage);
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!TryRequest(parsed, encoding, out ScanRequest? request, out problem)) return terminal.Fail(problem);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        return parsed.GetValue(_countOnly)
            ? await CountAsync(tree, request, limit, cancellation)
            : await ListAsync(tree, request, new Listing(limit ?? long.MaxValue, encoding, parsed.GetValue(_json)), cancellation);
    }

    private async Task<int> CountAsync(ITreeAccess tree, ScanRequest request, long? limit, CancellationToken cancellation)
    {
        Answer<ScanCount> answer = await tree.CountAsync(request, cancellation);
        if (!answer.TryGet(out ScanCount? count, out Problem? problem)) return terminal.Fail(problem);
        terminal.Line($"{Math.Min(count.Count, limit ?? long.MaxValue)}");
        return ExitCode.Done;
    }

    private async Task<int> ListAsync(ITreeAccess tree, ScanRequest request, Listing listing, CancellationToken cancellation)
    {
        long left = listing.Limit;
        long? revision = null;
        bool moved = false;
        ScanRequest? next = request;
        while (left > 0 && next is not null)
        {
            Answer<ScanPage> answer = await tree.ScanAsync(next with { Limit = (int)Math.Min(left, ScanRequest.PageDefault) },
                cancellation);
            if (!answer.TryGet(out ScanPage? page, out Problem? problem)) return terminal.Fail(problem);
            foreach (WireEntry entry in page.Entries) Print(entry, listing);
            moved |= revision is { } earlier && earlier != page.Revision;
            revision = page.Revision;
            left -= page.Entries.Count;
            next = page.Next is null ? null : request with { Cursor = page.Next };
        }

        if (moved) terminal.Talk.WriteLine($"The tree changed while it was listed; the last page is of revision {revision}.");
        return ExitCode.Done;
    }

    private void Print(WireEntry entry, Listing listing)
    {
        if (listing.IsJson)
        {
            terminal.JsonLine(entry);
            return;
        }

        string id = entry.Id is { } known ? ByteText.Encode(known.Span, listing.Encoding) : "key:" + entry.Key;
        terminal.Line($"{id}\t{ByteText.Encode(entry.Value.Span, listing.Encoding)}");
    }

    private bool TryRequest(
        ParseResult parsed, ByteEncoding encoding, [NotNullWhen(true)] out ScanRequest? request, [NotNullWhen(false)] out Problem? problem)
    {
        request = null;
        string[] texts = [parsed.GetValue(_from) ?? "", parsed.GetValue(_to) ?? "", parsed.GetValue(_prefix) ?? ""];
        if (!ByteOptions.TryBytes(texts, encoding, out byte[][] ids, out problem)) return false;
        if (!_revision.TryRead(parsed, out long? revision, out problem)) return false;
        request = new ScanRequest
        {
            From = ids[0], To = ids[1], Prefix = ids[2], Reverse = parsed.GetValue(_reverse), Revision = revision,
        };
        return true;
    }

    private sealed record Listing(long Limit, ByteEncoding Encoding, bool IsJson);
}
