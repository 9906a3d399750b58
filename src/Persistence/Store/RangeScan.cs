using System.Collections;

namespace BasisTrees.Persistence;

/// <summary>The entries of a range of ids, in the order of their keys.</summary>
/// <param name="snapshot">The revision; must live as long as the enumeration.</param>
/// <param name="range">The range, whose ids the tree's keys keep in order unless it is everything.</param>
internal sealed class RangeScan(StoreSnapshot snapshot, ScanRange range) : IEnumerable<StoreEntry>
{
    public IEnumerator<StoreEntry> GetEnumerator()
    {
        long left = range.Limit ?? long.MaxValue;
        if (left == 0 || !KeyBounds.TryOf(snapshot.Ids.Keys, range, out KeyBounds bounds)) yield break;
        Cursor cursor = snapshot.Tree.Scan(bounds.From, bounds.To, range.Descending);
        while (left-- > 0 && cursor.MoveNext())
        {
            byte[] key = cursor.Key.ToArray();
            yield return new StoreEntry(snapshot.Ids.Find(key), key, cursor.Value.ToArray());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
