using System.Globalization;
using System.Text;

namespace BasisTrees.Examples.Ledger;

/// <summary>Shows what comes from anywhere, and what has units, to a person.</summary>
internal static class TextShown
{
    private const int CharactersMax = 80;

    /// <summary>A text in quotes: what a terminal would obey is escaped, and what is long is cut.</summary>
    internal static string Of(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (char c in text.Length > CharactersMax ? text[..CharactersMax] : text)
        {
            if (c is >= ' ' and <= '~' and not ('"' or '\\')) shown.Append(c);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.Append(text.Length > CharactersMax ? "...\"" : "\"").ToString();
    }

    /// <summary>The time of a note, to the microsecond.</summary>
    internal static string Time(long microseconds)
    {
        long ticks = microseconds > long.MaxValue / TimeSpan.TicksPerMicrosecond ? -1 : microseconds * TimeSpan.TicksPerMicrosecond;
        bool isShown = ticks >= 0 && ticks <= (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks;
        return isShown
            ? DateTimeOffset.UnixEpoch.AddTicks(ticks).ToString("yyyy-MM-dd HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{microseconds} us after 1970");
    }

    /// <summary>A number of bytes with a unit.</summary>
    internal static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F2} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):F1} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
