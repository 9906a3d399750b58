using System.Globalization;

namespace BasisTrees.Host.Configuration;

/// <summary>A whole number with its unit, as in <c>64MiB</c> or <c>30 days</c>: digits, at most one space, letters.</summary>
internal static class UnitText
{
    /// <summary>Splits a text into number and unit; the unit may be empty. No sign, fraction, leading zeros or other blanks.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out long number, out ReadOnlySpan<char> unit)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = text.Length;
        unit = text[digits..];
        number = 0;
        if (digits > 1 && text[0] == '0') return false;
        if (!long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        if (unit.IsEmpty) return true;
        if (unit[0] == ' ') unit = unit[1..];
        return !unit.IsEmpty && !unit.ContainsAnyExcept(Letters);
    }

    private static System.Buffers.SearchValues<char> Letters { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Multiplies a number by the size of its unit; false if the product has more than 63 bits.</summary>
    public static bool TryScale(long number, long factor, out long scaled)
    {
        bool fits = number <= long.MaxValue / factor;
        scaled = fits ? number * factor : 0;
        return fits;
    }
}
