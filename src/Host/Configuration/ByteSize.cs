using System.Globalization;

namespace BasisTrees.Host.Configuration;

/// <summary>A number of bytes. <c>1GB</c> is 10^9 bytes and <c>1GiB</c> is 2^30; a size without a unit is refused.</summary>
internal readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Unit, long Factor)[] Units =
    [
        ("GiB", 1L << 30), ("GB", 1_000_000_000), ("MiB", 1L << 20), ("MB", 1_000_000), ("KiB", 1L << 10), ("KB", 1_000), ("B", 1),
    ];

    /// <summary>Reads a size as it is written in the configuration; units are told apart by case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ByteSize size)
    {
        size = default;
        if (!UnitText.TrySplit(text, out long number, out ReadOnlySpan<char> unit)) return false;
        foreach ((string name, long factor) in Units)
        {
            if (!unit.SequenceEqual(name)) continue;
            bool fits = UnitText.TryScale(number, factor, out long bytes);
            size = new ByteSize(bytes);
            return fits;
        }

        return false;
    }

    /// <summary>The size in the largest unit that needs no fraction; it reads back to the same size.</summary>
    public override string ToString()
    {
        foreach ((string name, long factor) in Units)
        {
            if (Bytes != 0 && Bytes % factor == 0) return string.Create(CultureInfo.InvariantCulture, $"{Bytes / factor}{name}");
        }

        return "0B";
    }
}
