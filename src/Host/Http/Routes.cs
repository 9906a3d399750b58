using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes of the service; each reads a request, asks the tree and writes its answer.</summary>
/// <param name="trees">The trees that are asked.</param>
/// <param name="meter">What has been measured.</param>
internal sealed class Routes(ServedTrees trees, HostMeter meter)
{
    internal void Map(IEndpointRouteBuilder app)
    {
        app.Map(RouteTable.List, http => HttpAnswers.WriteAsync<RouteList>(http, RouteList.All, _ => null));
        app.Map(RouteTable.Live, http => HttpAnswers.WriteAsync<Health>(http, new Health("ok"), _ => null));
        app.Map(RouteTable.Ready, ReadyAsync);
        app.Map(RouteTable.Started, http => HttpAnswers.WriteAsync<Health>(http, new Health("ok"), _ => null)); // trees are opened before
        app.MapTree(trees, RouteTable.Stats, StatsAsync);
        app.MapTree(trees, RouteTable.Trust, TrustAsync);
        app.MapTree(trees, RouteTable.GetEntry, GetEntryAsync);
        app.MapTree(trees, RouteTable.PutEntry, PutEntryAsync);
        app.MapTree(trees, RouteTable.DeleteEntry, DeleteEntryAsync);
        app.MapTree(trees, RouteTable.Scan, ScanAsync);
        app.MapTree(trees, RouteTable.Commit, (http, tree) => BatchAsync(http, tree.Access.CommitAsync));
        app.MapTree(trees, RouteTable.Preview, (http, tree) => BatchAsync(http, tree.Access.PreviewAsync));
        app.MapTree(trees, RouteTable.Prove, ProveAsync);
        app.MapTree(trees, RouteTable.Log, LogAsync);
        app.MapTree(trees, RouteTable.ListRevisions, ListRevisionsAsync);
        RevisionRoutes.Map(app, trees);
        NoteRoutes.Map(app, trees);
        UpkeepRoutes.Map(app, trees);
        BackupRoutes.Map(app, trees);
        app.Map(RouteTable.ListTrees, ListTreesAsync);
        app.Map(RouteTable.Metrics, MetricsAsync);

        // Made when all routes are there, and not for every request.
        var document = new Lazy<byte[]>(() => ApiDocument.Bytes(ApiDocument.Make(RouteMapping.All(app))));
        app.Map(RouteTable.Document, http => HttpAnswers.WriteJsonAsync(http, document.Value));
    }

    private async Task ReadyAsync(HttpContext http) =>
        await HttpAnswers.WriteAsync(http, await trees.ReadHealthAsync(http.RequestAborted), _ => null);

    private async Task MetricsAsync(HttpContext http)
    {
        if (await QueryAsync(http) is null) return;
        http.Response.ContentType = PrometheusText.MediaType;
        await http.Response.WriteAsync(meter.Text(), http.RequestAborted);
    }

    private async Task ListTreesAsync(HttpContext http)
    {
        if (await QueryAsync(http) is null) return;
        await HttpAnswers.WriteAsync<TreeList>(http, await trees.ListAsync(http.RequestAborted), _ => null);
    }

    private static async Task StatsAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is null) return;
        await HttpAnswers.WriteAsync(http, await tree.Access.ReadFactsAsync(http.RequestAborted), facts => facts.Digest);
    }

    private static async Task TrustAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        Answer<TrustResult> answer = query.TryNumber("revision", null, out long? revision, out Problem? problem)
            ? await tree.Access.TrustAsync(revision, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, trust => trust.Digest);
    }

    private static async Task GetEntryAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        bool wantsBytes = HttpAnswers.WantsBytes(http);
        ByteEncoding encoding = default;
        Answer<EntryResult> answer = query.Bytes("id") is not { } id ? NoId()
            : !query.TryNumber("revision", null, out long? revision, out Problem? problem) ? problem
            : !query.TryFlag("proof", out bool proof, out problem) ? problem
            : !query.TryEncoding(out encoding, out problem) ? problem
            : proof && wantsBytes ? Refuse("A proof stands beside the value in JSON only; leave out the header Accept or proof=true.")
            : await tree.Access.GetAsync(new EntryRequest(id) { Revision = revision, Proof = proof }, http.RequestAborted);
        if (wantsBytes && answer.TryGet(out EntryResult? entry, out _))
        {
            if (HttpAnswers.TagAndCompare(http, entry.Digest)) return;
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = entry.Value.Memory.Length;
            await http.Response.Body.WriteAsync(entry.Value.Memory, http.RequestAborted);
            return;
        }

        await HttpAnswers.WriteAsync(http, answer, found => found.Digest, encoding);
    }

    private static async Task PutEntryAsync(HttpContext http, ServedTree tree)
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

        byte[] value = await RequestBody.ReadAsync(http, tree.ValueBytesMax);
        await CommitOneAsync(http, tree, new WireOperation(op!, new Bytes(id), new Bytes(value))); // both were checked just above
    }

    private static async Task DeleteEntryAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        if (query.Bytes("id") is { } id) await CommitOneAsync(http, tree, new WireOperation("remove", new Bytes(id)));
        else await HttpAnswers.WriteAsync(http, NoId());
    }

    internal static async Task CommitOneAsync(HttpContext http, ServedTree tree, WireOperation operation)
    {
        Answer<BatchResult> answer = HttpAnswers.TryIfMatch(http, out string? digest)
            ? await tree.Access.CommitAsync(
                new BatchRequest([operation], digest) { IdempotencyKey = HttpAnswers.IdempotencyKey(http) }, http.RequestAborted)
            : BadIfMatch();
        await HttpAnswers.WriteAsync(http, answer, result => result.DigestAfter);
    }

    private static async Task ScanAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        if (!query.TryNumber("limit", ScanRequest.PageDefault, out long? limit, out Problem? problem)
            || !query.TryFlag("reverse", out bool reverse, out problem)
            || !query.TryFlag("count_only", out bool countOnly, out problem)
            || !query.TryNumber("revision", null, out long? revision, out problem)
            || !query.TryEncoding(out ByteEncoding encoding, out problem))
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
            Revision = revision,
        };
        ITreeAccess access = tree.Access;
        if (countOnly) await HttpAnswers.WriteAsync(http, await access.CountAsync(request, http.RequestAborted), count => count.Digest);
        else await HttpAnswers.WriteAsync(http, await access.ScanAsync(request, http.RequestAborted), page => page.Digest, encoding);
    }

    private static async Task BatchAsync(HttpContext http, Func<BatchRequest, CancellationToken, Task<Answer<BatchResult>>> ask)
    {
        if (await QueryAsync(http) is null) return;
        Answer<BatchRequest> body = await RequestBody.ReadBatchAsync(http);
        Answer<BatchResult> answer = !body.TryGet(out BatchRequest? request, out Problem? problem) ? problem
            : !HttpAnswers.TryIfMatch(http, out string? digest) ? BadIfMatch()
            : digest is not null && request.ExpectedDigest is not null
                ? Refuse("The digest is expected twice, by If-Match and in the body.")
            : HttpAnswers.IdempotencyKey(http) is { } key && request.IdempotencyKey is not null && key != request.IdempotencyKey
                ? Refuse("Two idempotency keys are given, by the header and in the body.")
            : await ask(
                request with
                {
                    ExpectedDigest = digest ?? request.ExpectedDigest,
                    IdempotencyKey = HttpAnswers.IdempotencyKey(http) ?? request.IdempotencyKey,
                },
                http.RequestAborted);
        await HttpAnswers.WriteBatchAsync(http, answer);
    }

    private static async Task ProveAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is null) return;
        Answer<ProveRequest> body = await RequestBody.ReadJsonAsync<ProveRequest>(http);
        Answer<ProofFile> answer = body.TryGet(out ProveRequest? request, out Problem? problem)
            ? await tree.Access.ProveAsync(request, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, file => file.Digest);
    }

    private static async Task LogAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        ByteEncoding encoding = default;
        Answer<LogPage> answer = !query.TryNumber("from", 1, out long? from, out Problem? problem) ? problem
            : !query.TryNumber("limit", 100, out long? limit, out problem) ? problem
            : !query.TryEncoding(out encoding, out problem) ? problem
            : await tree.Access.ReadLogAsync(from ?? 1, (int)Math.Min(limit ?? 100, int.MaxValue), http.RequestAborted);
        await HttpAnswers.WriteAsync(http, answer, _ => null, encoding);
    }

    private static async Task ListRevisionsAsync(HttpContext http, ServedTree tree)
    {
        if (await QueryAsync(http) is not { } query) return;
        const int otherwise = RevisionsRequest.PageDefault;
        Answer<RevisionPage> answer = !query.TryNumber("from", null, out long? from, out Problem? problem) ? problem
            : !query.TryNumber("limit", otherwise, out long? limit, out problem) ? problem
            : !query.TryFlag("reverse", out bool reverse, out problem) ? problem
            : await tree.Access.ListRevisionsAsync(
                new RevisionsRequest { From = from, Limit = (int)Math.Min(limit ?? otherwise, int.MaxValue), Reverse = reverse },
                http.RequestAborted);
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

    internal static Problem NoId() =>
        Refuse("The parameter id is missing: write id=..., with every byte but letters and digits as %XX.");

    private static Problem BadIfMatch() => Refuse("If-Match holds one digest of 66 hexadecimal digits in quotes.");

    internal static Problem Refuse(string detail) => new(ProblemKind.InvalidRequest, detail);
}
