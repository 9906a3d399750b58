using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace BasisTrees.Host.Telemetry;

/// <summary>Sends metrics to a collector, and notes whether they arrive.</summary>
/// <param name="options">Where it is and how it is spoken to.</param>
/// <param name="watch">Told how each sending ended.</param>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpMetricExporter(options)
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch) => watch.Note(base.Export(batch));
}
