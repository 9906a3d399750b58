using System.IO.Compression;
using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>
/// The vector files that a test run replays: the project's own and, where the environment variable BASIS_VECTORS names a folder, every
/// avl-*.jsonl.gz of that folder too.
/// </summary>
internal static class VectorFolder
{
    public const string Variable = "BASIS_VECTORS";

    private const string Pattern = "avl-*.jsonl.gz";

    private static readonly (string Prefix, VectorKind Kind)[] Kinds =
    [
        ("avl-agreed", VectorKind.Sequence),
        ("avl-disagree", VectorKind.Sequence),
        ("avl-negative", VectorKind.Case),
        ("avl-fuzz", VectorKind.Case),
        ("avl-manifest", VectorKind.Manifest),
    ];

    /// <summary>The files of one kind, as full paths.</summary>
    /// <exception cref="InvalidOperationException">A folder has no vector file, or one of unknown kind.</exception>
    public static List<string> Files(VectorKind kind)
    {
        List<string> files = Scan(Path.Combine(AppContext.BaseDirectory, "vectors"), kind);
        if (files.Count == 0) throw new InvalidOperationException($"The project's own vectors of kind {kind} are missing.");
        string? other = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(other)) files.AddRange(Scan(other, kind));
        return files;
    }

    /// <summary>The lines of a compressed file, parsed one at a time.</summary>
    public static IEnumerable<JsonElement> Lines(string file)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement;
        }
    }

    private static List<string> Scan(string folder, VectorKind kind)
    {
        if (!Directory.Exists(folder)) throw new InvalidOperationException($"There is no vector folder {folder}.");
        List<string> files = [];
        string[] all = Directory.GetFiles(folder, Pattern);
        if (all.Length == 0) throw new InvalidOperationException($"The vector folder {folder} holds no {Pattern}.");
        foreach (string file in all.Order(StringComparer.Ordinal))
            if (KindOf(file) == kind) files.Add(file);
        return files;
    }

    private static VectorKind KindOf(string file)
    {
        foreach ((string prefix, VectorKind kind) in Kinds)
            if (Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal)) return kind;
        throw new InvalidOperationException($"{file} is a vector file of unknown kind.");
    }
}
