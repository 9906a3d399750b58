namespace BasisTrees.Host.Toml;

/// <summary>
/// Reads dates and times from one word. Second 60 is accepted, as the grammar has it for leap seconds; on which days there was
/// one is not known here.
/// </summary>
internal static class TomlDateTimeReader
{
    private const int FractionDigits = 9;

    /// <summary>Whether a word can only be a date or a time, so that it is refused as such.</summary>
    public static bool LooksLike(ReadOnlySpan<char> word) =>
        (word.Length > 4 && AreDigits(word[..4]) && word[4] == '-') || (word.Length > 2 && AreDigits(word[..2]) && word[2] == ':');

    /// <summary>Whether a word has the form of a date, so that a space and a time may follow.</summary>
    public static bool IsDateShaped(ReadOnlySpan<char> word) =>
        word.Length == 10 && AreDigits(word[..4]) && word[4] == '-' && AreDigits(word[5..7]) && word[7] == '-' && AreDigits(word[8..]);

    /// <summary>The value, or null and how the sentence "word ..." goes on that refuses it.</summary>
    public static TomlDateTime? Read(ReadOnlySpan<char> word, TomlPosition position, out string? refusal)
    {
        TomlDate? date = null;
        ReadOnlySpan<char> rest = word;
        if (word[2] != ':')
        {
            if (!TryReadDate(ref rest, out TomlDate day, out refusal)) return null;
            date = day;
            if (rest.IsEmpty) return new TomlDateTime(date, null, null, position);
            if (rest[0] is not ('T' or 't' or ' '))
                return Refuse("is not a date: between date and time comes a T or one space.", out refusal);
            rest = rest[1..];
        }

        if (!TryReadTime(ref rest, out TomlTime time, out refusal)) return null;
        if (rest.IsEmpty) return new TomlDateTime(date, time, null, position);
        if (date is null) return Refuse("is not a time: it is written hh:mm:ss, with an optional fraction and no offset.", out refusal);
        return TryReadOffset(rest, out int offset, out refusal) ? new TomlDateTime(date, time, offset, position) : null;
    }

    private static bool TryReadDate(ref ReadOnlySpan<char> rest, out TomlDate date, out string? refusal)
    {
        refusal = null;
        date = default;
        if (rest.Length < 10 || !IsDateShaped(rest[..10])) refusal = "is not a date: it is written yyyy-mm-dd.";
        else date = new TomlDate((Number(rest[..2]) * 100) + Number(rest[2..]), Number(rest[5..]), Number(rest[8..]));
        if (refusal is null && date.Month is < 1 or > 12) refusal = "is not a date: a month is 01 to 12.";
        else if (refusal is null && (date.Day < 1 || date.Day > TomlDate.DaysInMonth(date.Year, date.Month)))
            refusal = "is not a date: the month does not have such a day.";
        if (refusal is not null) return false;
        rest = rest[10..];
        return true;
    }

    private static bool TryReadTime(ref ReadOnlySpan<char> rest, out TomlTime time, out string? refusal)
    {
        time = default;
        if (rest.Length < 8 || !IsTimeShaped(rest[..8]))
        {
            refusal = "is not a time: it is written hh:mm:ss, with an optional fraction.";
            return false;
        }

        int hour = Number(rest), minute = Number(rest[3..]), second = Number(rest[6..]), nanosecond = 0;
        rest = rest[8..];
        if (rest.Length > 0 && rest[0] == '.')
        {
            int digits = 1;
            while (digits < rest.Length && char.IsAsciiDigit(rest[digits])) digits++;
            if (digits == 1)
            {
                refusal = "is not a time: after the point of a second come digits.";
                return false;
            }

            nanosecond = Nanoseconds(rest[1..digits]);
            rest = rest[digits..];
        }

        time = new TomlTime(hour, minute, second, nanosecond);
        bool inRange = hour <= 23 && minute <= 59 && second <= 60;
        refusal = inRange ? null : "is not a time: the last one is 23:59:59, or 23:59:60 with a leap second.";
        return refusal is null;
    }

    private static bool IsTimeShaped(ReadOnlySpan<char> word) =>
        AreDigits(word[..2]) && word[2] == ':' && AreDigits(word[3..5]) && word[5] == ':' && AreDigits(word[6..]);

    private static bool TryReadOffset(ReadOnlySpan<char> rest, out int minutes, out string? refusal)
    {
        refusal = null;
        minutes = 0;
        if (rest is "Z" or "z") return true;
        if (rest.Length != 6 || rest[0] is not ('+' or '-') || !AreDigits(rest[1..3]) || rest[3] != ':' || !AreDigits(rest[4..]))
        {
            refusal = "is not a time: an offset is Z, +hh:mm or -hh:mm.";
            return false;
        }

        int hour = Number(rest[1..]), minute = Number(rest[4..]);
        minutes = ((hour * 60) + minute) * (rest[0] == '-' ? -1 : 1);
        if (hour > 23 || minute > 59) refusal = "is not a time: an offset is at most 23:59.";
        return refusal is null;
    }

    private static TomlDateTime? Refuse(string reason, out string? refusal)
    {
        refusal = reason;
        return null;
    }

    private static int Nanoseconds(ReadOnlySpan<char> fraction)
    {
        int value = 0;
        for (int i = 0; i < FractionDigits; i++) value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        return value;
    }

    /// <summary>The number that two digits write.</summary>
    private static int Number(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 10) + digits[1] - '0';

    private static bool AreDigits(ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('0', '9');
}
