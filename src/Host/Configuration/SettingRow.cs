namespace BasisTrees.Host.Configuration;

/// <summary>An effective value and where it came from, as <c>basis config check</c> shows them.</summary>
/// <param name="Key">The key with its section: <c>server.listen</c>.</param>
/// <param name="Value">The value as it would be written in the TOML file.</param>
/// <param name="Source">Where it was given.</param>
/// <param name="IsLive">Whether a running service takes another value when it is told to read the configuration again.</param>
internal sealed record SettingRow(string Key, string Value, SettingSource Source, bool IsLive);
