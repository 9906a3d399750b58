namespace BasisTrees.Persistence;

/// <summary>Reads the file of incarnations and compares it with the log.</summary>
internal static class IncarnationCheck
{
    /// <summary>Reads the file.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="logged">The incarnation that the last record of the log names.</param>
    /// <param name="findings">Takes what is found.</param>
    internal static void Run(IDisk disk, DefinitionFile definition, ulong logged, FsckFindings findings)
    {
        string path = disk.PathOf(FileNames.Incarnation);
        try
        {
            IncarnationFile? file = IncarnationFile.Read(disk, definition);
            bool isThere = disk.List().Contains(FileNames.Incarnation, StringComparer.Ordinal);
            string? expected = file is null && !isThere ? "the incarnations of the store were expected, and the file is missing"
                : file is null ? "the incarnations of the store as they were written were expected"
                : file.Newest.Number < logged ? $"incarnation {logged} or a later one was expected, as in the log, not {file.Newest.Number}"
                : null;
            if (expected is not null) findings.Add(FsckKind.Incarnation, path, 0, expected);
        }
        catch (StoreException failure)
        {
            findings.Add(FsckKind.Incarnation, failure, path);
        }
    }
}
