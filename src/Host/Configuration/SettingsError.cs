namespace BasisTrees.Host.Configuration;

/// <summary>One thing that is wrong with the configuration, and where.</summary>
internal sealed record SettingsError(string Place, string Message)
{
    /// <summary>The error as <c>basis.toml:12:3: sentence</c>.</summary>
    public override string ToString() => $"{Place}: {Message}";
}
