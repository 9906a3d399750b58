namespace BasisTrees.Tests.Support;

/// <summary>A clock that goes on by one millisecond each time it is asked, so that runs repeat exactly.</summary>
internal sealed class SimClock : TimeProvider
{
    private long _milliseconds = 1_700_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Increment(ref _milliseconds));
}
