namespace BasisTrees.Host.Toml;

/// <summary>Any of the four kinds of dates and times; the kind says which parts there are.</summary>
internal sealed class TomlDateTime : TomlValue
{
    /// <summary>A date, a time or both, the latter with or without an offset.</summary>
    /// <param name="date">The day, or null for a time alone.</param>
    /// <param name="time">The time of day, or null for a date alone.</param>
    /// <param name="offsetMinutes">Minutes east of UTC; needs both other parts.</param>
    /// <param name="position">Where the value begins.</param>
    public TomlDateTime(TomlDate? date, TomlTime? time, int? offsetMinutes, TomlPosition position)
        : base(KindOf(date, time, offsetMinutes), position)
    {
        Date = date;
        Time = time;
        OffsetMinutes = offsetMinutes;
    }

    /// <summary>The day, or null for a time alone.</summary>
    public TomlDate? Date { get; }

    /// <summary>The time of day, or null for a date alone.</summary>
    public TomlTime? Time { get; }

    /// <summary>Minutes east of UTC, -1439 to 1439, or null for the local kinds.</summary>
    public int? OffsetMinutes { get; }

    /// <summary>The value in the notation of RFC 3339.</summary>
    public override string ToString()
    {
        string local = Date is { } date && Time is { } time ? $"{date}T{time}" : Date?.ToString() ?? Time.ToString()!;
        return OffsetMinutes switch
        {
            null => local,
            0 => local + "Z",
            { } offset => FormattableString.Invariant(
                $"{local}{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:D2}:{Math.Abs(offset) % 60:D2}"),
        };
    }

    private static TomlKind KindOf(TomlDate? date, TomlTime? time, int? offsetMinutes) => (date, time, offsetMinutes) switch
    {
        (not null, not null, not null) => TomlKind.OffsetDateTime,
        (not null, not null, null) => TomlKind.LocalDateTime,
        (not null, null, null) => TomlKind.LocalDate,
        (null, not null, null) => TomlKind.LocalTime,
        _ => throw new ArgumentException("An offset needs a date and a time.", nameof(offsetMinutes)),
    };
}
