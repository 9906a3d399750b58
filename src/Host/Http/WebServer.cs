using System.Net.Security;
using System.Security.Authentication;
using BasisTrees.Host.Access;
using BasisTrees.Host.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace BasisTrees.Host.Http;

/// <summary>Puts the routes behind Kestrel with the limits of the configuration.</summary>
internal static class WebServer
{
    // How many bodies of the greatest length there may be in memory at once.
    private const int BodiesMax = 4;

    /// <summary>Makes the server; the caller starts it and disposes of it.</summary>
    /// <param name="settings">Address and limits.</param>
    /// <param name="trees">The trees that are served.</param>
    /// <param name="gate">Who is let in.</param>
    /// <param name="journal">Where requests and faults of the program are written down.</param>
    internal static WebApplication Build(Configuration.ServerSettings settings, ServedTrees trees, Gate gate, Journal journal)
    {
        var meter = new HostMeter(trees, journal); // as long as the process
        var room = new BodyRoom(BodiesMax * settings.BodyLimit.Bytes);
        // An empty builder: no settings from files or variables that we do not know, no log providers.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(settings.Listen, listening => Secure(listening, gate.Certificate));
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.BodyLimit.Bytes;
            kestrel.Limits.MaxConcurrentConnections = settings.ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = settings.HeaderTimeout.TimeSpan;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout.TimeSpan);
        WebApplication app = builder.Build();
        app.Use(next => http => RequestSpan.RunAsync(http, next));
        app.Use(next => http => meter.RunAsync(http, next));
        app.Use(next => http =>
        {
            http.Features.Set(room);
            return next(http);
        });
        app.Use(next => http => new RequestGuard(journal, isOpen: gate.Tokens is null).RunAsync(http, next));
        app.UseRouting();
        app.Use(next => http => new AccessGuard(gate.Tokens).RunAsync(http, next));
        new Routes(trees, meter).Map(app);
        return app;
    }

    // HTTP/1.1 in any case: with the streams of HTTP/2 the limit of connections would be none of requests.
    private static void Secure(ListenOptions listening, ServerCertificate? certificate)
    {
        listening.Protocols = HttpProtocols.Http1;
        if (certificate is null) return;
        listening.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Chain,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
    }

    /// <summary>The address that a started server listens on, with the port it was given.</summary>
    internal static Uri AddressOf(WebApplication app) => new(app.Urls.Single());
}
