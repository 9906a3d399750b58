using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using BasisTrees.Host.Configuration;
using BasisTrees.Persistence;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BasisTrees.Host.Telemetry;

/// <summary>Sends metrics and traces to a collector by the OpenTelemetry protocol, or to nobody.</summary>
/// <remarks>
/// What cannot be sent is dropped: the service waits for no collector. Disposing sends what is left, for a few seconds at most.
/// </remarks>
internal sealed class TelemetryExport : IDisposable
{
    /// <summary>The name by which the library measures and traces.</summary>
    internal const string LibraryName = "BasisTrees.Persistence";

    private const int SendMilliseconds = 3_000;
    private const int HeadersBytesMax = 64 << 10;

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces)
    {
        _metrics = metrics;
        _traces = traces;
    }

    /// <summary>Begins to send, if the settings name a collector.</summary>
    /// <param name="settings">Where to and how.</param>
    /// <param name="journal">Where it is said that nothing arrives.</param>
    /// <param name="export">What sends until it is disposed of.</param>
    /// <param name="refusal">One sentence about a file of headers that cannot be used.</param>
    internal static bool TryStart(
        TelemetrySettings settings,
        Journal journal,
        [NotNullWhen(true)] out TelemetryExport? export,
        [NotNullWhen(false)] out string? refusal)
    {
        export = null;
        string? headers = null;
        if (settings.Headers is { } file && !TryReadHeaders(file, out headers, out refusal)) return false;
        refusal = null;
        if (settings.Collector is not { } collector)
        {
            export = new TelemetryExport(null, null);
            return true;
        }

        var watch = new ExportWatch(collector, journal);
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService(
            "basis", serviceVersion: Version, autoGenerateServiceInstanceId: true);
        MeterProvider metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(HostSource.Name).AddMeter(LibraryName)
            .AddReader(new PeriodicExportingMetricReader(
                new WatchedMetricExporter(Options(settings, collector, "v1/metrics", headers), watch),
                (int)settings.Interval.Milliseconds, SendMilliseconds))
            .Build();
        TracerProvider traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(HostSource.Name).AddSource(LibraryName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TracePercent / 100.0)))
            .AddProcessor(new BatchActivityExportProcessor(
                new WatchedSpanExporter(Options(settings, collector, "v1/traces", headers), watch),
                exporterTimeoutMilliseconds: SendMilliseconds))
            .Build();
        export = new TelemetryExport(metrics, traces);
        return true;
    }

    public void Dispose()
    {
        _traces?.Shutdown(SendMilliseconds);
        _traces?.Dispose();
        _metrics?.Shutdown(SendMilliseconds);
        _metrics?.Dispose();
    }

    private static string Version =>
        typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    // Without a path of its own a collector is asked at the paths of the signals below the address.
    private static OtlpExporterOptions Options(TelemetrySettings settings, Uri collector, string path, string? headers)
    {
        bool isHttp = settings.Protocol == CollectorProtocol.Http;
        return new OtlpExporterOptions
        {
            Endpoint = isHttp ? new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}") : collector,
            Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            Headers = headers,
            TimeoutMilliseconds = SendMilliseconds,
        };
    }

    private static bool TryReadHeaders(string file, [NotNullWhen(true)] out string? headers, [NotNullWhen(false)] out string? refusal)
    {
        headers = null;
        byte[] bytes = new byte[HeadersBytesMax];
        if (!SecretFile.TryRead(file, bytes, out int length, out string? what))
        {
            refusal = $"The file of headers {file} {what}.";
            return false;
        }

        string[] lines = Encoding.UTF8.GetString(bytes, 0, length)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        CryptographicOperations.ZeroMemory(bytes);
        int bad = Array.FindIndex(
            lines, line => line.IndexOf('=', StringComparison.Ordinal) < 1 || line.Contains(',', StringComparison.Ordinal));
        refusal = bad >= 0 ? $"The file of headers {file} needs NAME=VALUE on each line, without commas, unlike its line {bad + 1}." : null;
        if (refusal is null) headers = string.Join(',', lines);
        return refusal is null;
    }
}
