using System.Collections;

namespace BasisTrees.Persistence;

/// <summary>The entries of a range of ids in which two revisions differ, in the order of their keys.</summary>
/// <param name="earlier">One revision; must live as long as the enumeration.</param>
/// <param name="later">The other; likewise.</param>
/// <param name="range">The range, whose ids the tree's keys keep in order unless it is everything.</param>
internal sealed class RangeComparison(StoreSnapshot earlier, StoreSnapshot later, ScanRange range) : IEnumerable<StoreDifference>
{
    public IEnumerator<StoreDifference> GetEnumerator()
    {
        long left = range.Limit ?? long.MaxValue;
        if (left == 0 || !KeyBounds.TryOf(earlier.Ids.Keys, range, out KeyBounds bounds)) yield break;
        DifferenceCursor cursor = earlier.Tree.Compare(later.Tree, bounds.From, bounds.To);
        while (left-- > 0 && cursor.MoveNext())
        {
            byte[] key = cursor.Key.ToArray();
            yield return new StoreDifference(
                cursor.Kind,
                earlier.Ids.Find(key),
                key,
                cursor.Kind == DifferenceKind.Added ? null : cursor.EarlierValue.ToArray(),
                cursor.Kind == DifferenceKind.Removed ? null : cursor.LaterValue.ToArray());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
