using System.Text;

namespace BasisTrees.Tests.Property;

/// <summary>The files of the repository that this test assembly was built from, found upward from where it lies.</summary>
internal static class HouseRepository
{
    private static readonly string[] s_foreign = ["bin", "obj", ".git", "TestResults", "BenchmarkDotNet.Artifacts", "data", "node_modules"];

    /// <summary>The folder that holds BasisTrees.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file that belongs to the project, as a path from the root with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>The C# files, generated ones aside.</summary>
    public static IReadOnlyList<HouseSource> Sources { get; } =
        [.. Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => new HouseSource(f, Read(f)))];

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file), Encoding.UTF8);

    /// <summary>Where a file lies on this machine.</summary>
    public static string PathOf(string file) => Path.Combine(Root, file.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Whether a file or folder is there.</summary>
    public static bool Exists(string file) => File.Exists(PathOf(file)) || Directory.Exists(PathOf(file));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BasisTrees.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No BasisTrees.sln above {AppContext.BaseDirectory}.");
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.EnumerateFiles()) yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        foreach (DirectoryInfo child in folder.EnumerateDirectories().Where(d => !s_foreign.Contains(d.Name, StringComparer.Ordinal)))
        {
            foreach (string file in Walk(child)) yield return file;
        }
    }
}
