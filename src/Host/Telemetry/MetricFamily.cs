using System.Diagnostics.Metrics;

namespace BasisTrees.Host.Telemetry;

/// <summary>What an instrument has measured, by labels.</summary>
/// <param name="instrument">The instrument.</param>
/// <remarks>Any thread may use it.</remarks>
internal sealed class MetricFamily(Instrument instrument)
{
    // Measurements have few labels by design; should one have many, memory is not what it takes.
    private const int CellsMax = 5_000;

    private static readonly double[] s_seconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly double[] s_sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly SortedDictionary<string, MetricCell> _cells = new(StringComparer.Ordinal);

    /// <summary>The instrument.</summary>
    internal Instrument Instrument => instrument;

    /// <summary>Whether measurements are counted in buckets.</summary>
    internal bool IsHistogram { get; } = instrument is Histogram<double> or Histogram<long>;

    /// <summary>Whether the value only grows.</summary>
    internal bool IsCounter { get; } = instrument is ObservableCounter<long>;

    /// <summary>Notes a measurement.</summary>
    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = PrometheusText.Labels(tags);
        lock (_cells)
        {
            if (!_cells.TryGetValue(labels, out MetricCell? cell))
            {
                if (_cells.Count == CellsMax) return;
                cell = new MetricCell(!IsHistogram ? [] : instrument.Unit == "s" ? s_seconds : s_sizes);
                _cells.Add(labels, cell);
            }

            if (IsHistogram) cell.Add(value);
            else cell.Set(value);
        }
    }

    /// <summary>Shows all of it while nothing is added.</summary>
    internal void Read(Action<string, MetricCell> show)
    {
        lock (_cells)
        {
            foreach ((string labels, MetricCell cell) in _cells) show(labels, cell);
        }
    }

    /// <summary>Forgets what is observed anew each time, so that what is not there any more is not shown.</summary>
    internal void Forget()
    {
        if (IsHistogram) return;
        lock (_cells) _cells.Clear();
    }
}
