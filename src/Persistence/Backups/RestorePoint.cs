namespace BasisTrees.Persistence;

/// <summary>Which revision of a backup is wanted.</summary>
/// <remarks>Immutable.</remarks>
public readonly record struct RestorePoint
{
    private readonly long? _revision;
    private readonly long? _unixNanoseconds;

    private RestorePoint(long? revision, long? unixNanoseconds)
    {
        _revision = revision;
        _unixNanoseconds = unixNanoseconds;
    }

    /// <summary>The last revision that the backup reaches.</summary>
    public static RestorePoint Latest => default;

    /// <summary>One revision.</summary>
    /// <param name="revision">The revision, 0 or more.</param>
    public static RestorePoint AtRevision(long revision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        return new RestorePoint(revision, null);
    }

    /// <summary>The last revision whose batch was applied at or before a time.</summary>
    /// <param name="time">The time.</param>
    public static RestorePoint AtTime(DateTimeOffset time)
    {
        // A record cannot be dated outside of these years; a point may.
        Int128 nanoseconds = (Int128)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new RestorePoint(null, (long)Int128.Clamp(nanoseconds, long.MinValue + 1, long.MaxValue));
    }

    /// <summary>The point as a sentence names it.</summary>
    public override string ToString()
    {
        if (_revision is { } revision) return $"revision {revision}";
        return _unixNanoseconds is { } time ? $"the last revision at {TimeOf(time):O}" : "the last revision";
    }

    /// <summary>Whether a moment is at or before the point.</summary>
    internal bool Reaches(in BackupMoment moment) => Reaches(moment.Chain.Revision, moment.UnixNanoseconds);

    /// <summary>Whether a revision is at or before the point.</summary>
    internal bool Reaches(long revision, long unixNanoseconds) =>
        revision <= (_revision ?? long.MaxValue) && unixNanoseconds <= (_unixNanoseconds ?? long.MaxValue);

    /// <summary>Whether a backup that ends with a revision has all that the point asks for.</summary>
    internal bool IsWithin(long lastRevision) => _revision is null || _revision <= lastRevision;

    /// <summary>A time of a record, or null where there is no record.</summary>
    internal static DateTimeOffset? TimeOf(long unixNanoseconds) => unixNanoseconds == long.MinValue
        ? null
        : DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / TimeSpan.NanosecondsPerTick);
}
