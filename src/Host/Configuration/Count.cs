using System.Globalization;

namespace BasisTrees.Host.Configuration;

/// <summary>A number of things, written bare or with what it counts: <c>1000</c>, <c>1000 operations</c>, <c>1 operation</c>.</summary>
internal readonly record struct Count(long Value)
{
    /// <summary>Reads a count of things whose name in the plural is given, as in <c>operations</c> or <c>batches</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, string plural, out Count count)
    {
        bool split = UnitText.TrySplit(text, out long number, out ReadOnlySpan<char> unit);
        count = new Count(split ? number : 0);
        return split && (unit.IsEmpty || unit.SequenceEqual(plural) || (number == 1 && unit.SequenceEqual(Singular(plural))));
    }

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    private static string Singular(string plural) =>
        plural.EndsWith("ches", StringComparison.Ordinal) ? plural[..^2] : plural.TrimEnd('s');
}
