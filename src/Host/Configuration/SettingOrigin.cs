namespace BasisTrees.Host.Configuration;

/// <summary>The four places a setting can come from; a later one wins over an earlier one.</summary>
internal enum SettingOrigin
{
    /// <summary>Nothing was said.</summary>
    Default,

    /// <summary>The TOML file.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    Flag,
}
