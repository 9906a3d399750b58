namespace BasisTrees.Persistence;

/// <summary>
/// The files of nodes that were put aside so that a tree can be rebuilt. If it cannot, they get their names back: whoever asked for a
/// rebuild of a store that opens without one still has the store.
/// </summary>
/// <param name="disk">The store's directory.</param>
/// <param name="before">The names in it before anything was put aside.</param>
internal sealed class NodeFilesAside(IDisk disk, IReadOnlyCollection<string> before)
{
    private const string BadMark = ".bad-";

    /// <summary>Takes away what the rebuild has written, and undoes the renaming. A disk that fails leaves the rest as it is.</summary>
    internal void PutBack()
    {
        try
        {
            IReadOnlyList<string> names = disk.List();
            foreach (string name in names.Where(IsOfNodes)) disk.Delete(name);
            foreach (string kept in names.Where(name => !before.Contains(name, StringComparer.Ordinal)))
            {
                int mark = kept.LastIndexOf(BadMark, StringComparison.Ordinal);
                if (mark > 0 && kept[..mark] is var name && IsOfNodes(name) && before.Contains(name, StringComparer.Ordinal))
                    disk.Rename(kept, name);
            }

            disk.SyncDirectory();
        }
        catch (StoreException)
        {
            // Why the tree could not be rebuilt is what is told.
        }
    }

    private static bool IsOfNodes(string name)
    {
        string stem = name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal) ? name[..^FileNames.NewSuffix.Length] : name;
        if (stem.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal)) stem = stem[..^FileNames.IndexSuffix.Length];
        return FileNames.TryParseNodes(stem, out _);
    }
}
