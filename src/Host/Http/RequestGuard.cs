using System.Diagnostics;
using System.Net;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Telemetry;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Http;

/// <summary>
/// Stands before every route: refuses requests that a proxy could read in two ways or that a web page sent here under another name,
/// and turns every failure into a problem document without a stack trace.
/// </summary>
/// <param name="journal">Where faults of the program are reported.</param>
/// <param name="isOpen">Whether everybody may ask, so that the name by which they ask must be one of this machine.</param>
internal sealed class RequestGuard(Journal journal, bool isOpen)
{
    // Kestrel moves a length that contradicts a transfer coding to this header.
    private const string DisplacedLength = "X-Content-Length";

    private const int FramesShown = 8;

    internal async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            if (ProblemOf(http.Request) is { } problem)
            {
                http.Response.Headers.Connection = "close";
                await HttpAnswers.WriteAsync(http, problem);
                return;
            }

            await next(http);
            if (http.Response.StatusCode >= StatusCodes.Status400BadRequest && http.Response.ContentType is null)
                await HttpAnswers.WriteAsync(http, ProblemOf(http.Response.StatusCode, http.Request));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (BadHttpRequestException malformed)
        {
            http.Response.Headers.Connection = "close";
            await HttpAnswers.WriteAsync(http, ProblemOf(malformed));
        }
        catch (BodyRoomException full)
        {
            http.Response.Headers.Connection = "close"; // the rest of the body is not read
            await HttpAnswers.WriteAsync(http, new Problem(ProblemKind.QueueFull, full.Message));
        }
        catch (StoreException failure)
        {
            await HttpAnswers.WriteAsync(http, Answers.ProblemOf.Failure(failure));
        }
        catch (ObjectDisposedException)
        {
            await HttpAnswers.WriteAsync(http, new Problem(ProblemKind.StoreStopped, "The service is shutting down."));
        }
        catch (Exception fault)
        {
            WriteDown(http, fault);
            await HttpAnswers.WriteAsync(http, new Problem(ProblemKind.InternalError, "The service has a fault; its log says more."));
        }
    }

    // Its message may have what the client sent; where it happened says what is wrong.
    private void WriteDown(HttpContext http, Exception fault)
    {
        string route = RouteMapping.FactsOf(http)?.Path ?? "no route";
        IEnumerable<string> frames = new StackTrace(fault).GetFrames().Take(FramesShown)
            .Select(frame => $"{frame.GetMethod()?.DeclaringType?.Name}.{frame.GetMethod()?.Name}");
        string where = string.Join(" < ", frames);
        journal.Write(
            JournalEvent.RequestFault, $"A fault in {route}: {fault.GetType().Name} in {where}.",
            ("http.route", route), ("exception.type", fault.GetType().FullName), ("exception.place", where));
    }

    private Problem? ProblemOf(HttpRequest request)
    {
        bool hasCoding = request.Headers.TransferEncoding.Count > 0;
        bool hasLength = request.Headers.ContentLength is not null || request.Headers.ContainsKey(DisplacedLength);
        if (hasCoding && hasLength)
            return new Problem(ProblemKind.InvalidRequest, "A request has Content-Length or Transfer-Encoding, not both.");

        // A page that made its own name point here would be let in by the browser; its name gives it away. It has no token.
        if (!isOpen) return null;
        string host = request.Host.Host;
        bool isOurs = host.Length == 0 || host == "localhost"
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
        return isOurs ? null : new Problem(ProblemKind.MisdirectedRequest, "This service is known as localhost, 127.0.0.1 or [::1] only.");
    }

    private static Problem ProblemOf(BadHttpRequestException malformed) => malformed.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Problem(ProblemKind.TooLarge, "The body of the request is longer than this route takes.")
        : new Problem(ProblemKind.InvalidRequest, "The body of the request is malformed or cut off.");

    private static Problem ProblemOf(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => new Problem(
            ProblemKind.RouteNotFound, $"There is no route {Text.ByteText.Show(request.Path.Value ?? "/")}; GET / lists the routes."),
        StatusCodes.Status405MethodNotAllowed => new Problem(
            ProblemKind.MethodNotAllowed, $"The route {request.Path.Value} does not take {Text.ByteText.Show(request.Method)}."),
        StatusCodes.Status413PayloadTooLarge =>
            new Problem(ProblemKind.TooLarge, "The body of the request is longer than this route takes."),
        StatusCodes.Status415UnsupportedMediaType => new Problem(ProblemKind.UnsupportedMediaType, "This route takes application/json."),
        >= StatusCodes.Status500InternalServerError => new Problem(ProblemKind.InternalError, "The service has a fault."),
        _ => new Problem(ProblemKind.InvalidRequest, "The request is malformed."),
    };
}
