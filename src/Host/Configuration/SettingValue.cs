using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>A value as it was given, not yet understood.</summary>
/// <param name="Text">
/// The text of a string, the digits of an integer, <c>true</c> or <c>false</c>, or for other types of TOML their name.
/// </param>
/// <param name="Kind">The type in the TOML file; null where there are only texts: variables, flags and defaults.</param>
/// <param name="Source">Where it was given.</param>
internal sealed record SettingValue(string Text, TomlKind? Kind, SettingSource Source)
{
    /// <summary>The texts of an array of the TOML file, null for an item that is none.</summary>
    public IReadOnlyList<string?> Items { get; init; } = [];

    /// <summary>Whether it can be read as text.</summary>
    public bool IsText => Kind is null or TomlKind.String;

    /// <summary>Whether it can be read as a bare number.</summary>
    public bool IsNumber => Kind is null or TomlKind.Integer;

    /// <summary>Whether it can be read as a truth value.</summary>
    public bool IsTruth => Kind is null or TomlKind.Boolean;

    /// <summary>One text or several: an array of the file, or, where there are only texts, what stands between commas.</summary>
    public IReadOnlyList<string?> Texts() => Kind switch
    {
        null => Text.Split(',', StringSplitOptions.TrimEntries),
        TomlKind.String => [Text],
        _ => Items,
    };

    /// <summary>The value for messages.</summary>
    public string Describe() => Kind switch
    {
        TomlKind.Integer => Text,
        TomlKind.Boolean => "a truth value",
        null or TomlKind.String => TomlQuote.Show(Text),
        TomlKind.Array when Items.Count > 0 && Items.All(item => item is not null) =>
            $"[{string.Join(", ", Items.Select(item => TomlQuote.Show(item)))}]",
        _ => Text,
    };
}
