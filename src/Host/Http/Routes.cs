using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes of the service; each reads a request, asks the tree and writes its answer.</summary>
/// <param name="tree">The tree that is asked.</param>
/// <param name="valueBytesMax">The longest value, which bounds the body of a PUT.</param>
internal sealed class Routes(ITreeAccess tree, int valueBytesMax)
{
    internal void Map(IEndpointRouteBuilder app)
    {
        app.Map(RouteTable.List, http => HttpAnswers.WriteAsync<RouteList>(http, RouteList.All, _ => null));
        app.Map(RouteTable.Live, http => HttpAnswers.WriteAsync<Health>(http, new Health("ok"), _ => null));
        app.Map(RouteTable.Ready, ReadyAsync);
        app.Map(RouteTable.Stats, StatsAsync);
        app.Map(RouteTable.Trust, TrustAsync);
        app.Map(RouteTable.GetEntry, GetEntryAsync);
        app.Map(RouteTable.PutEntry, PutEntryAsync);
        app.Map(RouteTable.DeleteEntry, DeleteEntryAsync);
        app.Map(RouteTable.Scan, ScanAsync);
        app.Map(RouteTable.Commit, http => BatchAsync(http, tree.CommitAsync));
        app.Map(RouteTable.Preview, http => BatchAsync(http, tree.PreviewAsync));
        app.Map(RouteTable.Prove, ProveAsync);
        app.Map(RouteTable.Log, LogAsync);
        new UpkeepRoutes(tree).Map(app);

        // Made when all routes are there, and not for every request.
        var document = new Lazy<byte[]>(() => ApiDocument.Bytes(ApiDocument.Make(RouteMapping.All(app))));
        app.Map(RouteTable.Document, http => HttpAnswers.WriteJsonAsync(http, document.Value));
    }

    private async Task ReadyAsync(HttpContext http) =>
        await HttpAnswers.WriteAsync(http, await tree.ReadHealthAsync(http.RequestAborted), _ => null);

    private async Task StatsAsync(HttpContext http)
    {
        if (await QueryAsync(http) is null) return;
        await HttpAnswers.WriteAsync(http, await tree.ReadFactsAsync(http.RequestAborted), facts => facts.Digest);
    }

    private async Task TrustAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        Answer<TrustResult> answer = query.TryNumber("revision", null, out long? revision, out Problem? problem)
            ? await tree.TrustAsync(revision, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, trust => trust.Digest);
    }

    private async Task GetEntryAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        Answer<EntryResult> answer = query.Bytes("id") is { } id ? await tree.GetAsync(id, http.RequestAborted) : NoId();
        bool wantsBytes = http.Request.Headers.Accept.Any(accept => accept == "application/octet-stream");
        if (wantsBytes && answer.TryGet(out EntryResult? entry, out _))
        {
            if (HttpAnswers.TagAndCompare(http, entry.Digest)) return;
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = entry.Value.Memory.Length;
            await http.Response.Body.WriteAsync(entry.Value.Memory, http.RequestAborted);
            return;
        }

        await HttpAnswers.WriteAsync(http, answer, found => found.Digest);
    }

    private async Task PutEntryAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        string mode = query.Text("mode") ?? "put";
        string? op = mode switch { "put" => "insert_or_update", "insert" => "insert", "update" => "update", _ => null };
        byte[]? id = query.Bytes("id");
        Problem? problem = id is null ? NoId()
            : op is null ? Refuse($"The parameter mode is put, insert or update, not {Text.ByteText.Show(mode)}.")
            : null;
        if (problem is not null)
        {
            await HttpAnswers.WriteAsync(http, problem);
            return;
        }

        byte[] value = await RequestBody.ReadAsync(http, valueBytesMax);
        await CommitOneAsync(http, new WireOperation(op!, new Bytes(id), new Bytes(value))); // both were checked just above
    }

    private async Task DeleteEntryAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        if (query.Bytes("id") is { } id) await CommitOneAsync(http, new WireOperation("remove", new Bytes(id)));
        else await HttpAnswers.WriteAsync(http, NoId());
    }

    private async Task CommitOneAsync(HttpContext http, WireOperation operation)
    {
        Answer<BatchResult> answer = HttpAnswers.TryIfMatch(http, out string? digest)
            ? await tree.CommitAsync(new BatchRequest([operation], digest), http.RequestAborted)
            : BadIfMatch();
        await HttpAnswers.WriteAsync(http, answer, result => result.DigestAfter);
    }

    private async Task ScanAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        if (!query.TryNumber("limit", ScanRequest.PageDefault, out long? limit, out Problem? problem)
            || !query.TryFlag("reverse", out bool reverse, out problem)
            || !query.TryFlag("count_only", out bool countOnly, out problem))
        {
            await HttpAnswers.WriteAsync(http, problem);
            return;
        }

        var request = new ScanRequest
        {
            From = query.Bytes("from"),
            To = query.Bytes("to"),
            Prefix = query.Bytes("prefix"),
            Reverse = reverse,
            Limit = (int)Math.Min(limit ?? ScanRequest.PageDefault, int.MaxValue),
            Cursor = query.Text("cursor"),
        };
        if (countOnly) await HttpAnswers.WriteAsync(http, await tree.CountAsync(request, http.RequestAborted), count => count.Digest);
        else await HttpAnswers.WriteAsync(http, await tree.ScanAsync(request, http.RequestAborted), page => page.Digest);
    }

    private static async Task BatchAsync(HttpContext http, Func<BatchRequest, CancellationToken, Task<Answer<BatchResult>>> ask)
    {
        if (await QueryAsync(http) is null) return;
        Answer<BatchRequest> body = await RequestBody.ReadJsonAsync<BatchRequest>(http);
        Answer<BatchResult> answer = !body.TryGet(out BatchRequest? request, out Problem? problem) ? problem
            : !HttpAnswers.TryIfMatch(http, out string? digest) ? BadIfMatch()
            : digest is not null && request.ExpectedDigest is not null
                ? Refuse("The digest is expected twice, by If-Match and in the body.")
            : await ask(request with { ExpectedDigest = digest ?? request.ExpectedDigest }, http.RequestAborted);
        await HttpAnswers.WriteAsync(http, answer, result => result.DigestAfter);
    }

    private async Task ProveAsync(HttpContext http)
    {
        if (await QueryAsync(http) is null) return;
        Answer<ProveRequest> body = await RequestBody.ReadJsonAsync<ProveRequest>(http);
        Answer<ProofFile> answer = body.TryGet(out ProveRequest? request, out Problem? problem)
            ? await tree.ProveAsync(request, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, file => file.Digest);
    }

    private async Task LogAsync(HttpContext http)
    {
        if (await QueryAsync(http) is not { } query) return;
        Answer<LogPage> answer = !query.TryNumber("from", 1, out long? from, out Problem? problem) ? problem
            : !query.TryNumber("limit", 100, out long? limit, out problem) ? problem
            : await tree.ReadLogAsync(from ?? 1, (int)Math.Min(limit ?? 100, int.MaxValue), http.RequestAborted);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    // The query with the parameters that are known of the route, or null after its problem has been written.
    internal static async Task<RequestQuery?> QueryAsync(HttpContext http)
    {
        string[] names = [.. RouteMapping.FactsOf(http)?.Query.Select(parameter => parameter.Name) ?? []];
        if (RequestQuery.TryRead(http.Request.QueryString.Value ?? string.Empty, names, out RequestQuery? query, out Problem? problem))
            return query;
        await HttpAnswers.WriteAsync(http, problem);
        return null;
    }

    private static Problem NoId() =>
        Refuse("The parameter id is missing: write /v1/entry?id=..., with every byte but letters and digits as %XX.");

    private static Problem BadIfMatch() => Refuse("If-Match holds one digest of 66 hexadecimal digits in quotes.");

    private static Problem Refuse(string detail) => new(ProblemKind.InvalidRequest, detail);
}
