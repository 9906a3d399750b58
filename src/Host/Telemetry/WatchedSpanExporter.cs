using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace BasisTrees.Host.Telemetry;

/// <summary>Sends spans to a collector, and notes whether they arrive.</summary>
/// <param name="options">Where it is and how it is spoken to.</param>
/// <param name="watch">Told how each sending ended.</param>
internal sealed class WatchedSpanExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpTraceExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch) => watch.Note(base.Export(batch));
}
