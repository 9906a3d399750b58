using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BasisTrees.Bench;

/// <summary>A service that reads a request and answers bytes that are always the same: what HTTP alone costs here.</summary>
internal static class EmptyHost
{
    /// <summary>Serves until the process is killed; says where on standard error, as the service does.</summary>
    public static int Run(int answerBytes)
    {
        byte[] answer = new byte[answerBytes];
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listening => listening.Protocols = HttpProtocols.Http1);
        });
        using WebApplication app = builder.Build();
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        });
        app.Start();
        Console.Error.WriteLine($"Listening on {app.Urls.Single()} (Ctrl+C stops).");
        app.WaitForShutdown();
        return 0;
    }
}
