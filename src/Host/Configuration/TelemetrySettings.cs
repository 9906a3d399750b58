using BasisTrees.Host.Telemetry;

namespace BasisTrees.Host.Configuration;

/// <summary>What the service tells of itself, and to whom.</summary>
/// <param name="Form">What the lines of the journal are.</param>
/// <param name="Level">What matters less is not written down.</param>
/// <param name="Collector">The collector of metrics and traces; null for none.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="Headers">The file with headers for it; null for none.</param>
/// <param name="Interval">How often metrics are sent.</param>
/// <param name="TracePercent">How many of a hundred requests that belong to no trace begin one.</param>
internal sealed record TelemetrySettings(
    JournalForm Form, JournalLevel Level, Uri? Collector, CollectorProtocol Protocol, string? Headers, Duration Interval, int TracePercent);
