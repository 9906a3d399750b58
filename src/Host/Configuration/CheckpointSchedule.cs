using System.Globalization;
using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>When a checkpoint is due: after so many operations, after so long, or whichever of the two comes first.</summary>
/// <param name="Operations">The number of operations; null if they are not counted.</param>
/// <param name="Time">The length of time; null if it is not measured.</param>
internal readonly record struct CheckpointSchedule(long? Operations, Duration? Time)
{
    /// <summary>The most operations: as many as nobody reaches, for whoever wants none of the kind.</summary>
    public const long OperationsMax = 1_000_000_000_000_000;

    private static readonly Duration s_timeMin = new(1_000);
    private static readonly Duration s_timeMax = new(365L * 86_400_000);

    /// <summary>What is read, for messages.</summary>
    public static string Expectation { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"\"N operations\" with N from 1 to {OperationsMax}, a duration from \"{s_timeMin}\" to \"{s_timeMax}\", or a list of one of each");

    /// <summary>Reads one or two texts, in any order; a null is something else than a text.</summary>
    public static bool TryParse(IReadOnlyList<string?> parts, out CheckpointSchedule schedule)
    {
        schedule = default;
        if (parts.Count is < 1 or > 2) return false;
        foreach (string? part in parts)
        {
            if (schedule.Time is null && TryTime(part, out Duration time)) schedule = schedule with { Time = time };
            else if (schedule.Operations is null && TryOperations(part, out long number)) schedule = schedule with { Operations = number };
            else return false;
        }

        return true;
    }

    /// <summary>The schedule as it would be written in the TOML file.</summary>
    public override string ToString()
    {
        string[] parts = [.. Parts()];
        return parts.Length == 1 ? parts[0] : $"[{string.Join(", ", parts)}]";
    }

    private IEnumerable<string> Parts()
    {
        if (Operations is { } number)
            yield return TomlQuote.Basic(string.Create(CultureInfo.InvariantCulture, $"{number} operation{(number == 1 ? "" : "s")}"));
        if (Time is { } time) yield return TomlQuote.Basic(time.ToString());
    }

    // The unit is needed: a bare number could be meant as seconds.
    private static bool TryOperations(string? text, out long number)
    {
        bool read = Count.TryParse(text, "operations", out Count count) && !char.IsAsciiDigit(text![^1]); // it has a digit
        number = count.Value;
        return read && number is >= 1 and <= OperationsMax;
    }

    private static bool TryTime(string? text, out Duration time) =>
        Duration.TryParse(text, out time) && time.Milliseconds >= s_timeMin.Milliseconds && time.Milliseconds <= s_timeMax.Milliseconds;
}
