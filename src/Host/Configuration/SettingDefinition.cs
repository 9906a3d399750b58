namespace BasisTrees.Host.Configuration;

/// <summary>A key of the configuration.</summary>
/// <param name="Section">The table it stands in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Default">The value that holds when nothing is said, as it would stand in an environment variable.</param>
internal sealed record SettingDefinition(string Section, string Name, string Default)
{
    /// <summary>Whether a running service takes another value when it is told to read the configuration again.</summary>
    public bool IsLive { get; init; }

    /// <summary>The key as it is named in messages: <c>server.listen</c>.</summary>
    public string Key => $"{Section}.{Name}";

    /// <summary>The environment variable that sets it: <c>BASIS__SERVER__LISTEN</c>.</summary>
    public string Variable => $"{SettingKeys.VariablePrefix}{Section.ToUpperInvariant()}__{Name.ToUpperInvariant()}";
}
