namespace BasisTrees.Persistence;

/// <summary>The files of a directory that are a store's, among others that may lie there.</summary>
internal static class StoreFiles
{
    private const string BadMark = ".bad-";

    /// <summary>Whether a file of this name belongs to a store: one of its files, one on its way, or bytes that were set aside.</summary>
    internal static bool IsStores(string name)
    {
        int bad = name.LastIndexOf(BadMark, StringComparison.Ordinal);
        string stem = bad > 0 && int.TryParse(name.AsSpan(bad + BadMark.Length), out _) ? name[..bad] : name;
        return FileNames.IsStores(Without(Without(stem, FileNames.NewSuffix), FileNames.IndexSuffix));
    }

    /// <summary>The bytes of all files of the store.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static long CountBytes(IDisk disk)
    {
        long bytes = 0;
        foreach (string name in disk.List())
        {
            if (IsStores(name)) bytes += LengthOf(disk, name);
        }

        return bytes;
    }

    // Between listing and opening another thread may have taken the file away.
    private static long LengthOf(IDisk disk, string name)
    {
        try
        {
            using IFile file = disk.Open(name, FileOpening.Read);
            return file.ReadLength();
        }
        catch (StoreNotFoundException)
        {
            return 0;
        }
    }

    private static string Without(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
}
