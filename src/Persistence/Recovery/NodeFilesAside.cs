namespace BasisTrees.Persistence;

/// <summary>
/// The files of nodes that were put aside so that a tree can be rebuilt. If it cannot, they get their names back: whoever asked for a
/// rebuild of a store that opens without one still has the store.
/// </summary>
/// <remarks>
/// To be made before anything is put aside. Indexes, which are no evidence, wait under the name of files on their way, so that a power cut
/// leaves none behind.
/// </remarks>
/// <param name="disk">The store's directory.</param>
internal sealed class NodeFilesAside(IDisk disk)
{
    private const string BadMark = ".bad-";

    private readonly IReadOnlyList<string> _before = disk.List();
    private readonly List<string> _indexes = [];

    /// <summary>Puts the indexes aside.</summary>
    internal void PutIndexes()
    {
        foreach (string name in disk.List())
        {
            if (!name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal) || !IsOfNodes(name)) continue;
            disk.Rename(name, name + FileNames.NewSuffix);
            _indexes.Add(name);
        }
    }

    /// <summary>The tree was rebuilt.</summary>
    /// <param name="keepsEvidence">Whether what was put aside stays as evidence.</param>
    internal void Drop(bool keepsEvidence)
    {
        foreach (string name in _indexes) disk.Delete(name + FileNames.NewSuffix);
        List<(string Name, string Kept)> dropped = keepsEvidence ? [] : Kept(disk.List());
        foreach ((_, string kept) in dropped) disk.Delete(kept);
        if (_indexes.Count + dropped.Count > 0) disk.SyncDirectory();
    }

    /// <summary>Takes away what the rebuild has written, and undoes the renaming. A disk that fails leaves the rest as it is.</summary>
    internal void PutBack()
    {
        try
        {
            IReadOnlyList<string> names = disk.List();
            foreach (string name in names.Where(IsOfNodes))
            {
                if (!_indexes.Exists(index => name == index + FileNames.NewSuffix)) disk.Delete(name);
            }

            foreach ((string name, string kept) in Kept(names)) disk.Rename(kept, name);
            foreach (string name in _indexes) disk.Rename(name + FileNames.NewSuffix, name);
            disk.SyncDirectory();
        }
        catch (StoreException)
        {
            // Why the tree could not be rebuilt is what is told.
        }
    }

    // What has another name now, with the one that it had.
    private List<(string Name, string Kept)> Kept(IReadOnlyList<string> names)
    {
        var found = new List<(string, string)>();
        foreach (string kept in names.Except(_before, StringComparer.Ordinal))
        {
            int mark = kept.LastIndexOf(BadMark, StringComparison.Ordinal);
            if (mark > 0 && kept[..mark] is var name && IsOfNodes(name) && _before.Contains(name, StringComparer.Ordinal))
                found.Add((name, kept));
        }

        return found;
    }

    private static bool IsOfNodes(string name)
    {
        string stem = name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal) ? name[..^FileNames.NewSuffix.Length] : name;
        if (stem.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal)) stem = stem[..^FileNames.IndexSuffix.Length];
        return FileNames.TryParseNodes(stem, out _);
    }
}
