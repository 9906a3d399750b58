using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>The names of the store's files in its directory.</summary>
internal static class FileNames
{
    internal const string Lock = "lock";
    internal const string Definition = "store";
    internal const string Seal = "seal";
    internal const string NewSuffix = ".new";

    private const string SegmentPrefix = "log-";
    private const int SegmentDigits = 16;

    /// <summary>The name of a segment: its number in 16 hexadecimal digits, so that names sort like numbers.</summary>
    internal static string Segment(ulong number) => SegmentPrefix + number.ToString("x16", CultureInfo.InvariantCulture);

    internal static bool TryParseSegment(string name, out ulong number)
    {
        number = 0;
        return name.Length == SegmentPrefix.Length + SegmentDigits
            && name.StartsWith(SegmentPrefix, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(SegmentPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            && string.Equals(name, Segment(number), StringComparison.Ordinal);
    }

    /// <summary>The numbers of the segments among some file names, smallest first.</summary>
    internal static ulong[] Segments(IEnumerable<string> names)
    {
        var numbers = new List<ulong>();
        foreach (string name in names)
        {
            if (TryParseSegment(name, out ulong number)) numbers.Add(number);
        }

        numbers.Sort();
        return [.. numbers];
    }

    /// <summary>The first name of the form <c>name.bad-n</c> that is not taken.</summary>
    internal static string NextBad(string name, IReadOnlyCollection<string> taken)
    {
        for (int n = 1; ; n++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{name}.bad-{n}");
            if (!taken.Contains(candidate, StringComparer.Ordinal)) return candidate;
        }
    }
}
