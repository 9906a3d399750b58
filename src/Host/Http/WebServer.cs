using BasisTrees.Host.Access;
using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Http;

/// <summary>Puts the routes behind Kestrel with the limits of the configuration.</summary>
internal static class WebServer
{
    /// <summary>Makes the server; the caller starts it and disposes of it.</summary>
    /// <param name="settings">Address and limits.</param>
    /// <param name="tree">The tree that is served.</param>
    /// <param name="valueBytesMax">The longest value in bytes.</param>
    /// <param name="tokens">The tokens, or null if everybody may ask.</param>
    /// <param name="talk">Where faults of the program are reported.</param>
    internal static WebApplication Build(
        Configuration.ServerSettings settings, ITreeAccess tree, int valueBytesMax, TokenWatch? tokens, TextWriter talk)
    {
        // An empty builder: no settings from files or variables that we do not know, no log providers.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(settings.Listen);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.BodyLimit.Bytes;
            kestrel.Limits.MaxConcurrentConnections = settings.ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = settings.HeaderTimeout.TimeSpan;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout.TimeSpan);
        WebApplication app = builder.Build();
        app.Use(next => http => new RequestGuard(talk, isOpen: tokens is null).RunAsync(http, next));
        app.UseRouting();
        app.Use(next => http => new AccessGuard(tokens).RunAsync(http, next));
        new Routes(tree, valueBytesMax).Map(app);
        return app;
    }

    /// <summary>The address that a started server listens on, with the port it was given.</summary>
    internal static Uri AddressOf(WebApplication app) => new(app.Urls.Single());
}
