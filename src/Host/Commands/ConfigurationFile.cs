namespace BasisTrees.Host.Commands;

/// <summary>Finds the configuration file when none is named.</summary>
internal static class ConfigurationFile
{
    private static readonly string[] Names = ["config/basis.toml", "basis.toml"];

    /// <summary>The file in the working directory, else next to the program or in a directory above it, else null.</summary>
    internal static string? Find()
    {
        foreach (string name in Names)
        {
            if (File.Exists(name)) return name;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (string name in Names)
            {
                string path = Path.Combine(at.FullName, name);
                if (File.Exists(path)) return path;
            }
        }

        return null;
    }
}
