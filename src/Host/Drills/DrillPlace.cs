using System.Globalization;

namespace BasisTrees.Host.Drills;

/// <summary>A directory of one drill, taken away with everything in it afterwards; nothing beside it is touched.</summary>
internal sealed class DrillPlace : IDisposable
{
    private DrillPlace(string path) => Path = path;

    /// <summary>The directory.</summary>
    internal string Path { get; }

    /// <summary>Makes one.</summary>
    /// <param name="scratch">The directory to make it in; null for the one of temporary files.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal static DrillPlace Make(string? scratch)
    {
        if (scratch is null) return new DrillPlace(Directory.CreateTempSubdirectory("basis-drill-").FullName);
        string name = string.Create(CultureInfo.InvariantCulture, $"drill-{Random.Shared.NextInt64():x16}");
        return new DrillPlace(Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetFullPath(scratch), name)).FullName);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
