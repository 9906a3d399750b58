using BasisTrees.Host.Configuration;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A configuration file for one test, and the ways to load it.</summary>
internal sealed class ConfigurationScratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("basis-configuration-");

    /// <summary>A file with this text.</summary>
    public ConfigurationScratch(string toml) => File.WriteAllText(Path, toml);

    /// <summary>The path of the file.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "basis.toml");

    /// <summary>Loads the file with the environment and flags of a test.</summary>
    public Settings Load(Dictionary<string, string>? environment = null, params SettingOverride[] overrides)
    {
        bool loaded = Settings.TryLoad(Path, environment ?? [], overrides, out Settings? settings, out IReadOnlyList<SettingsError> errors);
        Assert.True(loaded, string.Join('\n', errors));
        Assert.Empty(errors);
        return settings!;
    }

    /// <summary>The errors of the file, without its folder.</summary>
    public IReadOnlyList<string> Errors(Dictionary<string, string>? environment = null, params SettingOverride[] overrides)
    {
        Assert.False(Settings.TryLoad(Path, environment ?? [], overrides, out Settings? settings, out IReadOnlyList<SettingsError> errors));
        Assert.Null(settings);
        return [.. errors.Select(error => error.ToString().Replace(folder.FullName + "/", string.Empty, StringComparison.Ordinal))];
    }

    public void Dispose() => folder.Delete(recursive: true);
}
