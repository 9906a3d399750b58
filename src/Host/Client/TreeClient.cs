using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Client;

/// <summary>A tree behind a running service.</summary>
/// <remarks>
/// Any thread may use it. It never sends a request twice: a write whose answer is lost has an unknown outcome, and says so.
/// </remarks>
internal sealed class TreeClient : ITreeAccess
{
    // Beyond this an id goes into a body: the request line has a limit of 8 KB.
    private const int QueryLengthMax = 4096;
    private const int AnswerBytesMax = 512 << 20;
    private const string BytesType = "application/octet-stream";

    // What the paths of routes of a tree begin with here, and with the service unless the tree has a name.
    private const string Prefix = "v1/";

    // What these are asked for takes as long as the store is large.
    private static readonly string[] s_longRoutes = ["check", "backups", "jobs", "crosscheck"];

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _prefix;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="address">Where the service is, and what is shown there.</param>
    internal TreeClient(TreeAddress address)
    {
        _address = address.Url;
        if (address.ShowsToken) throw new ArgumentException("A token is not sent over plain HTTP to another machine.", nameof(address));
        _prefix = address.Tree is { } tree ? $"v1/trees/{tree}/" : Prefix;
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        if (address.Authorities is { } authorities)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // authorities of one's own publish no lists
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        _http = new HttpClient(handler)
        {
            BaseAddress = address.Url,
            MaxResponseContentBufferSize = AnswerBytesMax,
            Timeout = Timeout.InfiniteTimeSpan, // each request has its own
        };
        if (address.Token is { } token) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
    }

    public Task<Answer<TreeFacts>> ReadFactsAsync(CancellationToken cancellation) => ReadAsync<TreeFacts>("v1/stats", cancellation);

    public Task<Answer<Health>> ReadHealthAsync(CancellationToken cancellation) => ReadAsync<Health>("readyz", cancellation);

    public Task<Answer<TrustResult>> TrustAsync(long? revision, CancellationToken cancellation) =>
        ReadAsync<TrustResult>(revision is { } wanted ? Say($"v1/trust?revision={wanted}") : "v1/trust", cancellation);

    public async Task<Answer<EntryResult>> GetAsync(EntryRequest wanted, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> id = wanted.Id;
        string path = "v1/entry?id=" + Escape(id.Span);
        string more = (wanted.Revision is { } revision ? Say($"&revision={revision}") : "") + (wanted.Proof ? "&proof=true" : "");
        if (path.Length <= QueryLengthMax) return await ReadAsync<EntryResult>(path + more, cancellation);
        if (more.Length > 0) return await GetProvenAsync(wanted, cancellation);
        var request = new BatchRequest([new WireOperation("lookup", new Bytes(id))]);
        Answer<BatchResult> answer = await SendAsync<BatchResult>(HttpMethod.Post, "v1/batches", request, isWrite: false, cancellation);
        if (!answer.TryGet(out BatchResult? result, out Problem? problem)) return problem;
        if (result.Answers is not [{ } looked]) return NotUnderstood("it answers no lookup");
        return looked.OldValue is { } value
            ? new EntryResult(new Bytes(id), value, result.Revision, result.DigestAfter)
            : ProblemOf.Missing(id.Span);
    }

    public Task<Answer<BatchResult>> CommitAsync(BatchRequest request, CancellationToken cancellation) =>
        SendBatchAsync("v1/batches", request, isWrite: true, cancellation);

    public Task<Answer<BatchResult>> PreviewAsync(BatchRequest request, CancellationToken cancellation) =>
        SendBatchAsync("v1/preview", request, isWrite: false, cancellation);

    public Task<Answer<ScanPage>> ScanAsync(ScanRequest request, CancellationToken cancellation) =>
        ReadAsync<ScanPage>(Say($"v1/entries?limit={request.Limit}{RangeOf(request)}"), cancellation);

    public Task<Answer<ScanCount>> CountAsync(ScanRequest request, CancellationToken cancellation) =>
        ReadAsync<ScanCount>($"v1/entries?count_only=true{RangeOf(request)}", cancellation);

    public Task<Answer<ProofFile>> ProveAsync(ProveRequest request, CancellationToken cancellation) =>
        SendAsync<ProofFile>(HttpMethod.Post, "v1/proofs", request, isWrite: false, cancellation);

    public Task<Answer<LogPage>> ReadLogAsync(long from, int limit, CancellationToken cancellation) =>
        ReadAsync<LogPage>(Say($"v1/log?from={from}&limit={limit}"), cancellation);

    public Task<Answer<RevisionPage>> ListRevisionsAsync(RevisionsRequest request, CancellationToken cancellation)
    {
        string from = request.From is { } first ? Say($"&from={first}") : string.Empty;
        string reverse = request.Reverse ? "&reverse=true" : string.Empty;
        return ReadAsync<RevisionPage>(Say($"v1/revisions?limit={request.Limit}{from}{reverse}"), cancellation);
    }

    public Task<Answer<DifferencePage>> CompareAsync(DifferencesRequest request, CancellationToken cancellation)
    {
        string later = request.Later is { } revision ? Say($"&later={revision}") : string.Empty;
        var range = new ScanRequest { From = request.From, To = request.To, Prefix = request.Prefix, Cursor = request.Cursor };
        return ReadAsync<DifferencePage>(
            Say($"v1/differences?earlier={request.Earlier}{later}&limit={request.Limit}{RangeOf(range)}"), cancellation);
    }

    public Task<Answer<NoteResult>> ReadNoteAsync(EntryRequest wanted, CancellationToken cancellation)
    {
        string more = (wanted.Revision is { } revision ? Say($"&revision={revision}") : "") + (wanted.Proof ? "&proof=true" : "");
        return ReadAsync<NoteResult>($"v1/note?id={Escape(wanted.Id.Span)}{more}", cancellation);
    }

    public Task<Answer<NoteErasureResult>> EraseNoteAsync(
        ReadOnlyMemory<byte> id, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        string which = value.IsEmpty ? "" : "&value=" + Convert.ToHexStringLower(value.Span);
        return SendAsync<NoteErasureResult>(HttpMethod.Delete, $"v1/note?id={Escape(id.Span)}{which}", null, isWrite: true, cancellation);
    }

    public Task<Answer<CrosscheckResult>> CrosscheckAsync(CancellationToken cancellation) =>
        SendAsync<CrosscheckResult>(HttpMethod.Post, "v1/crosscheck", new CrosscheckRequest(), isWrite: false, cancellation);

    public Task<Answer<CheckResult>> CheckAsync(CancellationToken cancellation) =>
        SendAsync<CheckResult>(HttpMethod.Post, "v1/checks", new CheckRequest(), isWrite: false, cancellation);

    public Task<Answer<CheckpointList>> ListCheckpointsAsync(CancellationToken cancellation) =>
        ReadAsync<CheckpointList>("v1/checkpoints", cancellation);

    public Task<Answer<CheckpointResult>> CheckpointAsync(CheckpointRequest request, CancellationToken cancellation) =>
        SendAsync<CheckpointResult>(HttpMethod.Post, "v1/checkpoints", request, isWrite: false, cancellation);

    public Task<Answer<UnpinResult>> UnpinCheckpointAsync(string name, CancellationToken cancellation) =>
        SendAsync<UnpinResult>(
            HttpMethod.Delete, "v1/checkpoints?name=" + Escape(Encoding.UTF8.GetBytes(name)), null, isWrite: false, cancellation);

    /// <summary>The pieces of the backup set.</summary>
    internal Task<Answer<BackupList>> ListBackupsAsync(CancellationToken cancellation) => ReadAsync<BackupList>("v1/backups", cancellation);

    /// <summary>Adds to the backup set, and answers when that is done.</summary>
    internal Task<Answer<BackupResult>> BackupAsync(BackupRequest request, CancellationToken cancellation) =>
        SendAsync<BackupResult>(HttpMethod.Post, "v1/backups", request, isWrite: false, cancellation);

    /// <summary>Reads all of the backup set.</summary>
    internal Task<Answer<BackupVerification>> VerifyBackupsAsync(CancellationToken cancellation) =>
        SendAsync<BackupVerification>(HttpMethod.Post, "v1/backups/verify", new VerifyRequest(), isWrite: false, cancellation);

    /// <summary>The jobs of the tree.</summary>
    internal Task<Answer<JobList>> ListJobsAsync(CancellationToken cancellation) => ReadAsync<JobList>("v1/jobs", cancellation);

    /// <summary>Has a job done, and answers when it has ended.</summary>
    internal Task<Answer<JobFacts>> RunJobAsync(string name, CancellationToken cancellation) => SendAsync<JobFacts>(
        HttpMethod.Post, "v1/jobs?name=" + Escape(Encoding.UTF8.GetBytes(name)), new JobRequest(), isWrite: false, cancellation);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    // What a lookup does not tell, a proof does.
    private async Task<Answer<EntryResult>> GetProvenAsync(EntryRequest wanted, CancellationToken cancellation)
    {
        Answer<ProofFile> answer = await ProveAsync(new ProveRequest([new Bytes(wanted.Id)], wanted.Revision), cancellation);
        if (!answer.TryGet(out ProofFile? file, out Problem? problem)) return problem;
        if (file.Entries is not [{ } shown]) return NotUnderstood("it proves nothing of the id");
        if (shown.Value is not { } value) return ProblemOf.Missing(wanted.Id.Span);
        return new EntryResult(new Bytes(wanted.Id), value, file.Revision, file.Digest, wanted.Proof ? file : null);
    }

    private static string RangeOf(ScanRequest request)
    {
        var query = new StringBuilder();
        if (!request.From.IsEmpty) query.Append("&from=").Append(Escape(request.From.Span));
        if (!request.To.IsEmpty) query.Append("&to=").Append(Escape(request.To.Span));
        if (!request.Prefix.IsEmpty) query.Append("&prefix=").Append(Escape(request.Prefix.Span));
        if (request.Reverse) query.Append("&reverse=true");
        if (request.Revision is { } revision) query.Append(CultureInfo.InvariantCulture, $"&revision={revision}");
        if (request.Cursor is { } cursor) query.Append("&cursor=").Append(Uri.EscapeDataString(cursor));
        return query.ToString();
    }

    // Every byte but the unreserved ones as an escape, so that nothing on the way can read it in another way.
    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(3 * bytes.Length);
        foreach (byte b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }

    private Task<Answer<T>> ReadAsync<T>(string path, CancellationToken cancellation)
        where T : class => SendAsync<T>(HttpMethod.Get, path, null, isWrite: false, cancellation);

    private async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, object? body, bool isWrite, CancellationToken cancellation)
        where T : class
    {
        using HttpRequestMessage request = RequestOf(method, path);
        if (body is not null) SetBody(request, Json.ToBytes(body), "application/json");
        return await SendAsync(request, Understand<T>, isWrite, cancellation);
    }

    // In its binary form, which is the smaller one; what has none is malformed, and the service says how.
    private async Task<Answer<BatchResult>> SendBatchAsync(
        string path, BatchRequest batch, bool isWrite, CancellationToken cancellation)
    {
        if (!BatchBytes.TryWrite(batch, out byte[]? bytes))
            return await SendAsync<BatchResult>(HttpMethod.Post, path, batch, isWrite, cancellation);
        using HttpRequestMessage request = RequestOf(HttpMethod.Post, path);
        SetBody(request, bytes, BytesType);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(BytesType));
        return await SendAsync<BatchResult>(
            request,
            answer => BatchResultBytes.TryRead(answer, out BatchResult? result) ? result : NotUnderstood("it is no answer to a batch"),
            isWrite, cancellation);
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string path)
    {
        bool isOfTree = path.StartsWith(Prefix, StringComparison.Ordinal);
        return new HttpRequestMessage(method, isOfTree ? _prefix + path[Prefix.Length..] : path);
    }

    private static void SetBody(HttpRequestMessage request, byte[] bytes, string type)
    {
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
    }

    private async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, Func<byte[], Answer<T>> understand, bool isWrite, CancellationToken cancellation)
        where T : class
    {
        string path = request.RequestUri!.OriginalString; // it was made with one
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bool isLong = path.StartsWith(_prefix, StringComparison.Ordinal)
            && Array.Exists(s_longRoutes, route => path.AsSpan(_prefix.Length).StartsWith(route));
        if (!isLong) limit.CancelAfter(AnswerWithin);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.IsSuccessStatusCode ? understand(bytes) : UnderstandProblem(response, bytes);
        }
        catch (HttpRequestException failure)
        {
            bool wasSent = failure.HttpRequestError is not (
                HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            return Lost(isWrite && wasSent, (failure.InnerException as AuthenticationException ?? (Exception)failure).Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Lost(isWrite, "no answer in ten minutes");
        }
    }

    private Answer<T> Understand<T>(byte[] bytes)
        where T : class
    {
        if (Json.TryReadAnswer(bytes, out T? value, out string? refusal)) return value;
        return NotUnderstood(refusal);
    }

    private Problem UnderstandProblem(HttpResponseMessage response, byte[] bytes)
    {
        bool isDocument = response.Content.Headers.ContentType?.MediaType == ProblemDocument.MediaType;
        if (isDocument && Json.TryReadAnswer(bytes, out ProblemDocument? document, out _) && document.ToProblem() is { } problem)
            return problem;
        return NotUnderstood(Say($"it has the status {(int)response.StatusCode} and no problem document"));
    }

    private Problem NotUnderstood(string reason) =>
        new(ProblemKind.AnswerNotUnderstood, $"The answer of {_address} is not one of this service: {reason}");

    private Problem Lost(bool isUnknown, string reason) => isUnknown
        ? new Problem(ProblemKind.OutcomeUnknown,
            $"The connection to {_address} broke before the answer, so the outcome of the batch is unknown: {reason}")
        : new Problem(ProblemKind.Unreachable, $"The service at {_address} does not answer: {reason}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
