using System.Buffers;
using System.IO.Pipelines;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BasisTrees.Host.Http;

/// <summary>Reads the body of a request whole, within a limit.</summary>
internal static class RequestBody
{
    /// <summary>The type of bare bytes.</summary>
    internal const string BytesType = "application/octet-stream";

    /// <summary>Reads JSON.</summary>
    internal static async Task<Answer<T>> ReadJsonAsync<T>(HttpContext http)
        where T : class
    {
        if (RouteMapping.FactsOf(http) is { } facts && facts.Body != typeof(T))
            throw new InvalidOperationException($"The route {facts} is not known to take {typeof(T).Name}.");
        if (!http.Request.HasJsonContentType())
            return new Problem(ProblemKind.UnsupportedMediaType, "This route takes a body of the type application/json.");
        byte[] bytes = await ReadAsync(http);
        if (Json.TryRead(bytes, out T? value, out string? refusal)) return value;
        return new Problem(ProblemKind.InvalidRequest, refusal);
    }

    /// <summary>Reads a batch, in JSON or in its binary form.</summary>
    internal static async Task<Answer<BatchRequest>> ReadBatchAsync(HttpContext http)
    {
        bool isBinary = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals(BytesType, StringComparison.OrdinalIgnoreCase);
        if (!isBinary) return await ReadJsonAsync<BatchRequest>(http);
        byte[] bytes = await ReadAsync(http);
        if (BatchBytes.TryRead(bytes, out BatchRequest? batch, out string? refusal)) return batch;
        return new Problem(ProblemKind.InvalidRequest, refusal);
    }

    /// <summary>Reads a body that may have at most some bytes.</summary>
    /// <exception cref="BadHttpRequestException">It is longer, or cut off.</exception>
    internal static Task<byte[]> ReadAsync(HttpContext http, long bytesMax)
    {
        // Kestrel counts while it reads, so a longer body is refused before it is held.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature) feature.MaxRequestBodySize = bytesMax;
        return ReadAsync(http);
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        var bytes = new ArrayBufferWriter<byte>();
        PipeReader reader = http.Request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadPartAsync(http, reader);
            foreach (ReadOnlyMemory<byte> part in read.Buffer) bytes.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return bytes.WrittenSpan.ToArray();
        }
    }

    // Kestrel has another exception for some malformed chunks than for all other malformed bodies.
    private static async ValueTask<ReadResult> ReadPartAsync(HttpContext http, PipeReader reader)
    {
        try
        {
            return await reader.ReadAsync(http.RequestAborted);
        }
        catch (IOException malformed) when (malformed is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body is malformed.", malformed);
        }
    }
}
