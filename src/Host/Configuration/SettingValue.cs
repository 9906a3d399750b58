using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>A value as it was given, not yet understood.</summary>
/// <param name="Text">The text of a string, the digits of an integer, or for other types of TOML their name.</param>
/// <param name="Kind">The type in the TOML file; null where there are only texts: variables, flags and defaults.</param>
/// <param name="Source">Where it was given.</param>
internal sealed record SettingValue(string Text, TomlKind? Kind, SettingSource Source)
{
    /// <summary>Whether it can be read as text.</summary>
    public bool IsText => Kind is null or TomlKind.String;

    /// <summary>Whether it can be read as a bare number.</summary>
    public bool IsNumber => Kind is null or TomlKind.Integer;

    /// <summary>The value for messages.</summary>
    public string Describe() => Kind switch
    {
        TomlKind.Integer => Text,
        null or TomlKind.String => TomlQuote.Show(Text),
        _ => Text,
    };
}
