namespace BasisTrees.Persistence;

/// <summary>For each revision its digest and the place of its record, rebuilt by replay.</summary>
/// <remarks>Any thread; a reader asks only for published revisions, so what the writer adds ahead of publishing is never seen.</remarks>
internal sealed class RevisionTable
{
    private readonly Lock _lock = new();
    private readonly List<RevisionPlace> _places = []; // guarded by _lock; the place of revision r is at r - 1

    internal void Add(long revision, in RevisionPlace place)
    {
        lock (_lock)
        {
            if (revision != _places.Count + 1)
                throw new InvalidOperationException($"Revision {revision} cannot follow revision {_places.Count}.");
            _places.Add(place);
        }
    }

    internal bool TryGet(long revision, out RevisionPlace place)
    {
        lock (_lock)
        {
            bool known = revision >= 1 && revision <= _places.Count;
            place = known ? _places[(int)(revision - 1)] : default;
            return known;
        }
    }
}
