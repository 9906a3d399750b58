namespace BasisTrees.Host.Configuration;

/// <summary>How many insertions, removals, replacements and swaps of neighbours part two names, for messages that suggest one.</summary>
internal static class EditDistance
{
    private const int LengthMax = 64;

    /// <summary>The distance of two names, of which only the first 64 characters count.</summary>
    public static int Between(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.Length > LengthMax) left = left[..LengthMax];
        if (right.Length > LengthMax) right = right[..LengthMax];
        Span<int> before = stackalloc int[LengthMax + 1];
        Span<int> above = stackalloc int[LengthMax + 1];
        Span<int> row = stackalloc int[LengthMax + 1];
        for (int j = 0; j <= right.Length; j++) row[j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            Span<int> free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int cost = left[i - 1] == right[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
        }

        return row[right.Length];
    }
}
