using System.Diagnostics;
using BasisTrees.Host.Http;

namespace BasisTrees.Host.Telemetry;

/// <summary>
/// A span for each request, by route: part of the trace that its <c>traceparent</c> names (W3C Trace Context), if it has one.
/// </summary>
/// <remarks>
/// Not those of ASP.NET Core: their tags have the query of the request, and the ids of entries are in it.
/// </remarks>
internal static class RequestSpan
{
    internal static async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!HostSource.Source.HasListeners())
        {
            await next(http);
            return;
        }

        IHeaderDictionary headers = http.Request.Headers;
        _ = ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out ActivityContext from);
        string method = HostMeter.MethodOf(http.Request);
        using Activity? span = HostSource.Source.StartActivity(method, ActivityKind.Server, from);
        try
        {
            await next(http);
        }
        finally
        {
            if (span is not null) Tell(span, method, http);
        }
    }

    private static void Tell(Activity span, string method, HttpContext http)
    {
        string? route = RouteMapping.FactsOf(http)?.Path;
        int status = http.Response.StatusCode;
        if (route is not null) span.DisplayName = $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
    }
}
