namespace BasisTrees.Tests.Integration;

/// <summary>The conformance files beside the tests, and those of the folder that BASIS_TOML_TESTS names.</summary>
internal static class TomlConformanceFiles
{
    private static string Own => Path.Combine(AppContext.BaseDirectory, "toml-test");

    private static IEnumerable<string> Folders
    {
        get
        {
            yield return Own;
            if (Environment.GetEnvironmentVariable("BASIS_TOML_TESTS") is { Length: > 0 } other) yield return other;
        }
    }

    /// <summary>The own files of one kind that must be read.</summary>
    public static IReadOnlyList<string> OwnValid => [.. Find(Own, "valid")];

    /// <summary>The files of all folders that must be read.</summary>
    public static IReadOnlyList<string> Valid => [.. Folders.SelectMany(folder => Find(folder, "valid"))];

    /// <summary>The files of all folders that must be refused.</summary>
    public static IReadOnlyList<string> Invalid => [.. Folders.SelectMany(folder => Find(folder, "invalid"))];

    private static IEnumerable<string> Find(string folder, string kind) =>
        Directory.EnumerateFiles(Path.Combine(folder, kind), "*.toml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
