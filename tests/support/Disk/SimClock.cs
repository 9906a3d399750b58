namespace BasisTrees.Tests.Support;

/// <summary>
/// A clock that goes on by one millisecond each time it is asked for the hour, and otherwise only when told, so that runs repeat exactly.
/// </summary>
internal sealed class SimClock : TimeProvider
{
    private long _milliseconds = 1_700_000_000_000;

    public override long TimestampFrequency => 1000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Increment(ref _milliseconds));

    public override long GetTimestamp() => Interlocked.Read(ref _milliseconds);

    internal void Advance(TimeSpan by) => Interlocked.Add(ref _milliseconds, (long)by.TotalMilliseconds);
}
