using System.Globalization;

namespace BasisTrees.Host.Configuration;

/// <summary>A length of time in whole milliseconds, written with its unit: <c>500 ms</c>, <c>1 hour</c>, <c>30 days</c>.</summary>
internal readonly record struct Duration(long Milliseconds)
{
    /// <summary>The longest duration that <see cref="System.TimeSpan"/> holds.</summary>
    private const long MillisecondsMax = long.MaxValue / TimeSpan.TicksPerMillisecond;

    private static readonly (string Unit, string Plural, string Short, long Factor)[] Units =
    [
        ("day", "days", "d", 86_400_000), ("hour", "hours", "h", 3_600_000), ("minute", "minutes", "min", 60_000),
        ("second", "seconds", "s", 1_000), ("millisecond", "milliseconds", "ms", 1),
    ];

    /// <summary>The same length as the base class library has it.</summary>
    public TimeSpan TimeSpan => TimeSpan.FromMilliseconds(Milliseconds);

    /// <summary>Reads a duration; its unit is a word, singular or plural, or the short form ms, s, min, h or d.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Duration duration)
    {
        duration = default;
        if (!UnitText.TrySplit(text, out long number, out ReadOnlySpan<char> unit)) return false;
        foreach ((string singular, string plural, string abbreviation, long factor) in Units)
        {
            if (!unit.SequenceEqual(singular) && !unit.SequenceEqual(plural) && !unit.SequenceEqual(abbreviation)) continue;
            bool fits = UnitText.TryScale(number, factor, out long milliseconds) && milliseconds <= MillisecondsMax;
            duration = new Duration(fits ? milliseconds : 0);
            return fits;
        }

        return false;
    }

    /// <summary>The duration in the largest unit that needs no fraction; it reads back to the same duration.</summary>
    public override string ToString()
    {
        foreach ((string singular, string plural, _, long factor) in Units)
        {
            if (Milliseconds == 0 || Milliseconds % factor != 0) continue;
            long number = Milliseconds / factor;
            return factor == 1
                ? string.Create(CultureInfo.InvariantCulture, $"{number} ms")
                : string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? singular : plural)}");
        }

        return "0 ms";
    }
}
