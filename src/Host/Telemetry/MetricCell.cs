namespace BasisTrees.Host.Telemetry;

/// <summary>What has been measured by one instrument under one set of labels.</summary>
/// <param name="bounds">The upper bounds of the buckets, smallest first; empty where none are counted.</param>
/// <remarks>Its owner locks it.</remarks>
internal sealed class MetricCell(double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length];

    /// <summary>The last value, or for a counter that is added to the sum.</summary>
    internal double Value { get; private set; }

    /// <summary>How often something was measured.</summary>
    internal long Count { get; private set; }

    /// <summary>The upper bounds.</summary>
    internal IReadOnlyList<double> Bounds => bounds;

    /// <summary>How many measurements lie in a bucket or in one before it.</summary>
    internal long UpTo(int bucket) => _buckets.AsSpan(0, bucket + 1).ToArray().Sum();

    /// <summary>Adds a measurement.</summary>
    internal void Add(double value)
    {
        Value += value;
        Count++;
        int bucket = Array.FindIndex(bounds, bound => value <= bound);
        if (bucket >= 0) _buckets[bucket]++;
    }

    /// <summary>Takes the place of what was measured before.</summary>
    internal void Set(double value) => Value = value;
}
