namespace BasisTrees.Host.Toml;

/// <summary>A day of the proleptic Gregorian calendar, year 0 to 9999 (year 0 is why this is not <see cref="DateOnly"/>).</summary>
internal readonly record struct TomlDate(int Year, int Month, int Day)
{
    /// <summary>The number of days of a month from 1 to 12.</summary>
    public static int DaysInMonth(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>The day as <c>yyyy-mm-dd</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Year:D4}-{Month:D2}-{Day:D2}");

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
