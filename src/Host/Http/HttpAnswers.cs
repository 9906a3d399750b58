using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using Microsoft.Net.Http.Headers;

namespace BasisTrees.Host.Http;

/// <summary>Writes answers and problems to a response.</summary>
internal static class HttpAnswers
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Writes an answer with its digest as the entity tag, or its problem.</summary>
    internal static Task WriteAsync<T>(HttpContext http, Answer<T> answer, Func<T, string?> digestOf, ByteEncoding encoding = default)
        where T : class
    {
        if (!answer.TryGet(out T? value, out Problem? problem)) return WriteAsync(http, problem);
        if (RouteMapping.FactsOf(http) is { } facts && !facts.Answers.Contains(typeof(T)))
            throw new InvalidOperationException($"The route {facts} is not known to answer {typeof(T).Name}.");
        return TagAndCompare(http, digestOf(value)) ? Task.CompletedTask : WriteJsonAsync(http, Json.ToBytes(value, encoding));
    }

    /// <summary>Writes what became of a batch, in JSON or in its binary form, or its problem.</summary>
    internal static Task WriteBatchAsync(HttpContext http, Answer<BatchResult> answer)
    {
        if (!WantsBytes(http) || !answer.TryGet(out BatchResult? result, out _))
            return WriteAsync(http, answer, batch => batch.DigestAfter);
        TagAndCompare(http, result.DigestAfter);
        http.Response.ContentType = RequestBody.BytesType;
        return WriteBytesAsync(http, BatchResultBytes.Write(result));
    }

    /// <summary>Writes a document that is JSON already.</summary>
    internal static Task WriteJsonAsync(HttpContext http, byte[] json)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        return WriteBytesAsync(http, json);
    }

    /// <summary>Writes a problem document.</summary>
    internal static Task WriteAsync(HttpContext http, Problem problem)
    {
        if (http.Response.HasStarted) return Task.CompletedTask;
        http.Response.StatusCode = problem.Traits.Status;
        http.Response.ContentType = ProblemDocument.MediaType;
        http.Response.Headers.CacheControl = "no-store"; // some of these statuses may else be remembered on the way
        if (problem.Kind is ProblemKind.QueueFull or ProblemKind.NoSpace) http.Response.Headers.RetryAfter = RetryAfterSeconds;
        if (Challenge(problem.Kind) is { } challenge) http.Response.Headers.WWWAuthenticate = challenge;
        if (problem.Digest is { } digest) http.Response.Headers.ETag = Tag(digest);
        return WriteBytesAsync(http, Json.ToBytes(ProblemDocument.Of(problem)));
    }

    /// <summary>Sets the entity tag; says whether the client has this state already, in which case the response is complete.</summary>
    internal static bool TagAndCompare(HttpContext http, string? digest)
    {
        http.Response.Headers.CacheControl = "no-cache";
        if (digest is null) return false;
        http.Response.Headers.ETag = Tag(digest);
        bool isKnown = HttpMethods.IsGet(http.Request.Method)
            && http.Request.Headers.IfNoneMatch.Any(given => string.Equals(given, Tag(digest), StringComparison.Ordinal));
        if (isKnown) http.Response.StatusCode = StatusCodes.Status304NotModified;
        return isKnown;
    }

    /// <summary>Reads the digest that If-Match demands.</summary>
    /// <returns>False if the header is there and is not one digest in quotes.</returns>
    internal static bool TryIfMatch(HttpContext http, out string? digest)
    {
        string given = http.Request.Headers[HeaderNames.IfMatch].ToString();
        digest = null;
        if (given.Length == 0) return true;
        if (given.Length < 2 || given[0] != '"' || given[^1] != '"' || !Digest.TryParse(given[1..^1], out Digest parsed)) return false;
        digest = parsed.ToString();
        return true;
    }

    /// <summary>The idempotency key of a request, with or without quotes around it; null if it has none.</summary>
    internal static string? IdempotencyKey(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue("Idempotency-Key", out Microsoft.Extensions.Primitives.StringValues given)) return null;
        string key = given.ToString();
        return key.Length >= 2 && key[0] == '"' && key[^1] == '"' ? key[1..^1] : key;
    }

    /// <summary>Whether the answer is wanted as bare bytes.</summary>
    internal static bool WantsBytes(HttpContext http) => http.Request.Headers.Accept.Any(accept => accept == RequestBody.BytesType);

    private static string? Challenge(ProblemKind kind) => kind switch
    {
        ProblemKind.Unauthorized => "Bearer",
        ProblemKind.Forbidden => "Bearer error=\"insufficient_scope\"",
        _ => null,
    };

    private static string Tag(string digest) => $"\"{digest}\"";

    private static async Task WriteBytesAsync(HttpContext http, byte[] bytes)
    {
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
