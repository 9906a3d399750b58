using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace BasisTrees.Host.Telemetry;

/// <summary>Collects what our meters measure, for whoever asks.</summary>
/// <remarks>Any thread may use it; one at a time reads.</remarks>
internal sealed class MetricCollection : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    /// <summary>Begins to collect.</summary>
    /// <param name="meter">The meter of this service; beside it that of the store, which all stores of the process share.</param>
    internal MetricCollection(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter && instrument.Meter.Name != "BasisTrees.Persistence") return;
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, made => new MetricFamily(made)));
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All of it in the text format of Prometheus, version 0.0.4.</summary>
    internal string Text()
    {
        lock (_reading)
        {
            foreach (MetricFamily family in _families.Values) family.Forget();
            _listener.RecordObservableInstruments();
            return PrometheusText.Of(_families.Values.OrderBy(family => family.Instrument.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => _listener.Dispose();
}
