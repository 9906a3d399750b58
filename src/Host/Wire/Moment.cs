using System.Globalization;

namespace BasisTrees.Host.Wire;

/// <summary>Points in time as they are written in JSON: UTC, to the last digit that is known.</summary>
internal static class Moment
{
    internal static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time for a person, to the second; as it is if it is not one of ours.</summary>
    internal static string Show(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : Text.ByteText.Show(text);
}
